import type { Framework } from "../contract.ts";

/** 45 CFR 164.312, technical safeguards, as on govinfo.gov. */
export const HIPAA: Framework = {
  id: "hipaa",
  name: "HIPAA Security Rule",
  version: "45 CFR 164.312",
  caveats: [
    "Which routes carry electronic protected health information is not in manifests: every route of the input is told.",
    "(e)(2)(i) and (e)(2)(ii) are addressable: an entity may document why another measure is reasonable. The page does not know what was decided.",
    "The rule names no cipher and no protocol version; neither is judged here.",
  ],
  controls: [
    {
      id: "164.312(a)(1)",
      title: "Only those have access to whom it was granted",
      topics: ["key-readers"],
      caveat: "Only access to TLS keys through the API, not to the information itself.",
    },
    {
      id: "164.312(d)",
      title: "Whoever asks for access is who he claims to be",
      topics: ["client-authenticated"],
      caveat: "Only client certificates at the controller. Passwords, tokens and sign-on are not seen.",
    },
    {
      id: "164.312(e)(1)",
      title: "Transmission is guarded against access by others",
      topics: ["client-encrypted", "behind-encrypted"],
      advisory: ["peer-verified", "client-authenticated"],
      caveat: "How to guard it is the subject of the addressable specifications below.",
    },
    {
      id: "164.312(e)(2)(i)",
      title: "What is sent is not changed unnoticed (addressable)",
      topics: ["peer-verified"],
    },
    {
      id: "164.312(e)(2)(ii)",
      title: "What is sent is encrypted where that is appropriate (addressable)",
      topics: ["client-encrypted", "served-certificate"],
      advisory: ["behind-encrypted"],
    },
  ],
  silent: [{ id: "164.312(a)(2)(iv)", about: "encryption of what is stored, in etcd and on disks" }],
};
