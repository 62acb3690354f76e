import type { KubeObject } from "../model/objects.ts";
import type { Skipped } from "../model/report.ts";
import { OpenedText, type TextSource } from "./bytes/text-source.ts";
import type { InputLimits } from "./contract.ts";
import { type InputError, TemplateError, leftOut, unreadable } from "./errors.ts";
import { type RawObject, toObject } from "./object.ts";

/** Control lines and values of Go templates, as against braces that stand in some text. */
const TEMPLATE =
  /^\s*\{\{|[:-][ \t]+\{\{|\{\{-?\s*(?:if|range|with|include|end|template|define|block|toYaml|\$|\.[A-Z])/m;
const MANIFEST = /^[ \t]*(?:-[ \t]+)?["']?(?:apiVersion|kind)["']?[ \t]*:/m;

/** Gathers what one input yields. */
export class Collector {
  readonly objects: KubeObject[] = [];
  readonly skipped: Skipped[] = [];
  readonly limits: InputLimits;
  /** Whether somebody named the file that is being read; what a walk finds may be anything. */
  named = true;
  readonly #namespace: string;
  /** Documents that parse and are no Kubernetes objects. */
  #ignored = 0;

  constructor(namespace: string, limits: InputLimits) {
    this.#namespace = namespace;
    this.limits = limits;
  }

  /** @throws TemplateError when the object's name is made by a template */
  add(raw: RawObject): void {
    const object = toObject(raw, this.#namespace);
    if (object.name.includes("{{") || object.namespace?.includes("{{") === true) throw new TemplateError();
    this.objects.push(object);
  }

  ignore(): void {
    this.#ignored++;
  }

  /**
   * Notes that a part of a text cannot be read.
   * @param error with an offset in bytes from the part's start
   * @throws TemplateError when the text is a template: then none of the file is a manifest
   */
  fail(source: TextSource, part: { readonly start: number; readonly end: number }, error: InputError): void {
    const opened = new OpenedText(source, part.start, part.end);
    const text = opened.bytes.toString("latin1");
    if (TEMPLATE.test(text)) throw new TemplateError();
    const { line, column } = opened.position(part.start + (error.offset ?? 0));
    const where = `${source.name}:${line}:${column}`;
    if (this.named || MANIFEST.test(text)) this.skipped.push(unreadable(where, error.message));
    else this.skipped.push(leftOut(where, `${error.message}; it does not look like a manifest`));
  }

  /** A point to come back to when what was read turns out to be something else. */
  mark(): Mark {
    return { objects: this.objects.length, skipped: this.skipped.length, ignored: this.#ignored };
  }

  rollback(mark: Mark): void {
    this.objects.length = mark.objects;
    this.skipped.length = mark.skipped;
    this.#ignored = mark.ignored;
  }

  /** All that was skipped, with one line for what is no Kubernetes object. */
  summary(name: string): Skipped[] {
    if (this.#ignored === 0) return this.skipped;
    const documents = this.#ignored === 1 ? "1 document is" : `${this.#ignored} documents are`;
    return [...this.skipped, leftOut(name, `${documents} no Kubernetes object (no apiVersion and kind)`)];
  }
}

interface Mark {
  readonly objects: number;
  readonly skipped: number;
  readonly ignored: number;
}
