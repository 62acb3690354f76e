import type { Framework } from "../contract.ts";

/** PCI DSS 4.0.1, requirements 4.2.1, 4.2.1.1 and 7.2. */
export const PCI_DSS_4: Framework = {
  id: "pci-dss-4",
  name: "PCI DSS",
  version: "4.0.1",
  caveats: [
    "Which routes carry account data, and so are in scope, is not in manifests: every route of the input is told.",
    "Requirement 4.2.1 speaks of open, public networks. Whether a route is reached from one is not in manifests. The network behind the controller is none unless yours is: what is said of it is advisory.",
    "Protocol versions, ciphers and revocation are not judged; 4.2.1 asks about them.",
  ],
  controls: [
    {
      id: "4.2.1",
      title: "Account data crosses open, public networks only under strong cryptography",
      topics: ["client-encrypted", "served-certificate"],
      advisory: ["behind-encrypted", "peer-verified", "client-authenticated"],
      caveat:
        "That certificates are valid, not expired and not revoked is required since 31 March 2025. A self-signed certificate is acceptable where an internal authority issued it, and it is verified and not expired.",
    },
    {
      id: "4.2.1.1",
      title: "There is an inventory of trusted keys and certificates",
      topics: ["certificate-listed", "key-in-one-secret"],
      caveat: "The page lists what the input holds. The inventory itself, with its owners, is yours to keep.",
    },
    {
      id: "7.2",
      title: "Access is defined and given by need",
      topics: ["key-readers"],
      caveat:
        "Within it, 7.2.2 speaks of users and 7.2.5 of application and system accounts: which one a reader falls under is for the assessor.",
    },
  ],
  silent: [
    { id: "3.7", about: "keys that protect stored account data: which keys do is not in manifests" },
    { id: "3.5", about: "stored account data, and encryption of etcd and of disks" },
  ],
};
