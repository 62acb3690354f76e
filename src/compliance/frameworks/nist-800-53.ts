import type { Framework } from "../contract.ts";

/** Control identifiers and baselines: usnistgov/oscal-content, SP 800-53 rev5, release 5.1.1. */
export const NIST_800_53: Framework = {
  id: "nist-800-53",
  name: "NIST SP 800-53",
  version: "Revision 5 (5.1.1)",
  caveats: [
    "Which controls apply, with which parameters, is decided in the system's own security plan.",
    "SC-23(5) and IA-9 are in neither the Moderate nor the High baseline.",
    "Whether a module is validated (FIPS 140) is not judged, nor are protocol versions and ciphers.",
  ],
  controls: [
    {
      id: "SC-8",
      title: "What is sent stays confidential and unchanged",
      topics: ["client-encrypted", "behind-encrypted"],
    },
    {
      id: "SC-8(1)",
      title: "Cryptography is what protects it on the way",
      topics: ["client-encrypted", "behind-encrypted", "peer-verified", "client-authenticated"],
      caveat: "Encryption to somebody whose certificate is not checked protects against listening alone.",
    },
    { id: "AC-4", title: "Information flows as it was decided", topics: ["behind-encrypted"] },
    {
      id: "SC-12",
      title: "Keys are made, kept and replaced under control",
      topics: ["certificate-listed", "key-in-one-secret", "key-readers", "served-certificate"],
      caveat: "Of keys outside of TLS Secrets (mounted from a vault, in a pod's own files) nothing is seen.",
    },
    {
      id: "SC-17",
      title: "Certificates come from where they should, and are in order",
      topics: ["served-certificate", "certificate-listed", "peer-verified"],
      caveat: "Which authorities are approved is not in the input; revocation is not judged.",
    },
    {
      id: "SC-23",
      title: "Both ends of a session are who they claim to be",
      topics: ["client-encrypted", "client-authenticated"],
      caveat: "Sessions of the application (cookies, tokens) are not seen.",
    },
    {
      id: "SC-23(5)",
      title: "Sessions trust chosen certificate authorities only",
      topics: ["peer-verified"],
      caveat: "In neither the Moderate nor the High baseline.",
    },
    {
      id: "SC-28",
      title: "What is stored is protected",
      topics: ["key-readers"],
      caveat: "Only who can read keys through the API. Encryption of etcd and of disks is not seen.",
    },
    { id: "AC-3", title: "Access is what was authorized", topics: ["key-readers"] },
    { id: "AC-6", title: "Nobody has more rights than the work needs", topics: ["key-readers"] },
    {
      id: "AC-6(1)",
      title: "What security rests on is open to the named few",
      topics: ["key-readers", "key-by-roles", "key-by-kubelet", "key-by-signing", "key-by-webhook", "key-by-token"],
    },
    { id: "AC-6(5)", title: "Privileged accounts are for the named few", topics: ["key-by-admin"] },
    {
      id: "AC-6(10)",
      title: "Who is not privileged cannot do what the privileged do",
      topics: ["key-by-pods", "key-by-roles"],
    },
    {
      id: "IA-3",
      title: "Devices show who they are before they connect",
      topics: ["client-authenticated"],
      caveat: "Only client certificates at the controller. Other ways to authenticate are not seen.",
    },
    {
      id: "IA-5(2)",
      title: "Certificates that authenticate are checked",
      topics: ["served-certificate"],
    },
    {
      id: "IA-9",
      title: "Services show who they are to each other",
      topics: ["peer-verified"],
      caveat: "In neither the Moderate nor the High baseline. Only what the controller checks behind it.",
    },
  ],
  silent: [
    { id: "SC-13", about: "protocol versions and ciphers" },
    { id: "SC-28(1)", about: "encryption of etcd and of disks" },
  ],
};
