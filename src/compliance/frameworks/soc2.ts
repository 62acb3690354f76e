import type { Framework } from "../contract.ts";

/** AICPA Trust Services Criteria, common criteria 6. */
export const SOC2: Framework = {
  id: "soc2",
  name: "SOC 2",
  version: "Trust Services Criteria 2017",
  caveats: [
    "The criteria name no cipher and no protocol version: what is enough is what your own description of controls says.",
    "Points of focus, such as encryption of transmission under CC6.7, are guidance and not requirements.",
  ],
  controls: [
    {
      id: "CC6.1",
      title: "Logical access to what is protected is restricted",
      topics: ["client-authenticated", "certificate-listed", "key-in-one-secret", "key-readers"],
      advisory: ["client-encrypted"],
    },
    {
      id: "CC6.3",
      title: "Access follows roles, and gives the least that will do",
      topics: ["key-readers", "key-by-admin"],
    },
    {
      id: "CC6.6",
      title: "Threats from outside of the system's boundary are kept out",
      topics: [],
      advisory: ["client-encrypted"],
    },
    {
      id: "CC6.7",
      title: "Information is protected when it is sent",
      topics: ["client-encrypted", "behind-encrypted", "peer-verified", "served-certificate", "client-authenticated"],
    },
  ],
  silent: [{ id: "CC6.1 (at rest)", about: "encryption of etcd and of disks" }],
};
