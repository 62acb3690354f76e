import { READERS } from "../controllers/readers.ts";
import { CONTROLLERS } from "../controllers/registry.ts";
import type { AnnotationTable } from "../controllers/settings-contract.ts";
import { CLUSTER_KINDS } from "../input/cluster/kinds.ts";
import type { PublicVocabulary } from "../input/snapshot/redact.ts";

/** The words of every controller that lasthop knows: they tell of the controller and of nobody's cluster. */
export function publicVocabulary(): PublicVocabulary {
  const tables = [...CONTROLLERS.map(({ annotations }) => annotations), ...READERS.map(({ table }) => table)];
  return {
    words: [
      ...tables.flatMap(wordsOf),
      ...CONTROLLERS.flatMap(({ id, ingressClassControllers, conventionalClasses, ownKinds = [], images }) => [
        id,
        ...ingressClassControllers,
        ...conventionalClasses,
        ...ownKinds,
        ...images.map(({ source }) => source),
      ]),
      ...CLUSTER_KINDS.flatMap(({ group, resource, kind }) => [group, resource, kind]),
    ],
    annotationPrefixes: [
      "lasthop.dev/",
      ...tables.flatMap(({ prefixes, former = [] }) => [...prefixes, ...former.map(({ prefix }) => prefix)]),
    ],
  };
}

function wordsOf({ annotations, notAnnotations }: AnnotationTable): string[] {
  return [
    ...annotations.flatMap(({ name, values = [], default: own, aliases = [] }) => [
      name,
      ...values,
      own ?? "",
      ...aliases,
    ]),
    ...notAnnotations.map(({ name }) => name),
  ];
}
