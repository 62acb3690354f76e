import type { Protection } from "../model/words.ts";

/**
 * A lock in two lines of seven columns: full where chain and name are checked, half where only the chain is, hollow
 * where nothing is, open for plaintext. The shape says it without colour; the word stands beside it.
 */
export interface Lock {
  readonly shackle: string;
  readonly body: string;
}

const UNICODE: Readonly<Record<Protection, Lock>> = {
  plaintext: { shackle: "  ╭─   ", body: " [   ] " },
  "tls-unverified": { shackle: "  ╭─╮  ", body: " [   ] " },
  "tls-chain": { shackle: "  ╭─╮  ", body: " [▒▒▒] " },
  "tls-verified": { shackle: "  ╭─╮  ", body: " [███] " },
  mtls: { shackle: "  ╭─╮  ", body: " [█⇄█] " },
  passthrough: { shackle: "  ╭─╮  ", body: " [>>>] " },
  broken: { shackle: "  ╲ ╱  ", body: "  ╱ ╲  " },
  unknown: { shackle: "  ╭?╮  ", body: " [ ? ] " },
};

const ASCII: Readonly<Record<Protection, Lock>> = {
  plaintext: { shackle: "  .-   ", body: " [   ] " },
  "tls-unverified": { shackle: "  .-.  ", body: " [   ] " },
  "tls-chain": { shackle: "  .-.  ", body: " [:::] " },
  "tls-verified": { shackle: "  .-.  ", body: " [###] " },
  mtls: { shackle: "  .-.  ", body: " [#=#] " },
  passthrough: { shackle: "  .-.  ", body: " [>>>] " },
  broken: { shackle: "  \\ /  ", body: "  / \\  " },
  unknown: { shackle: "  .?.  ", body: " [ ? ] " },
};

export function lockOf(protection: Protection, unicode: boolean): Lock {
  return (unicode ? UNICODE : ASCII)[protection];
}
