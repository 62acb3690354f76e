import { createGzip } from "node:zlib";
import type { KubeObject } from "../../model/objects.ts";
import { headerLine, type SnapshotHeader } from "./format.ts";

/**
 * The bytes of a snapshot: gzip of a header and one line for each object, as projected. Nothing in it tells of the time
 * or the machine, and the API server writes an object's fields in the same order each time.
 * @param objects in canonical order
 */
export async function* packSnapshot(header: SnapshotHeader, objects: Iterable<KubeObject>): AsyncGenerator<Buffer> {
  const gzip = createGzip();
  const feeding = feed(gzip, header, objects);
  let first = true;
  for await (const chunk of gzip) {
    const bytes: Buffer = chunk;
    // The tenth byte of gzip's header names the operating system; 255 is "unknown". RFC 1952, 2.3.1.
    if (first) bytes[9] = 255;
    first = false;
    yield bytes;
  }
  await feeding;
}

async function feed(
  gzip: ReturnType<typeof createGzip>,
  header: SnapshotHeader,
  objects: Iterable<KubeObject>,
): Promise<void> {
  try {
    await push(gzip, `${headerLine(header)}\n`);
    for (const { body, secret } of objects) await push(gzip, `${JSON.stringify({ body, secret })}\n`);
    gzip.end();
  } catch (error) {
    gzip.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

async function push(gzip: ReturnType<typeof createGzip>, line: string): Promise<void> {
  if (gzip.write(line)) return;
  await new Promise<void>((resolve) => {
    gzip.once("drain", resolve);
  });
}
