import type { Framework } from "../contract.ts";

/** NSA and CISA, Kubernetes Hardening Guide. */
export const NSA: Framework = {
  id: "nsa",
  name: "NSA/CISA Kubernetes Hardening Guide",
  version: "1.2 (August 2022)",
  caveats: [
    "The guide has no control numbers: its sections are named in their place.",
    "Its words on TLS are mostly about the control plane. That routes and readers of keys belong under these sections is our reading of it.",
  ],
  controls: [
    {
      id: "Network separation and hardening",
      title: "Traffic is encrypted, and secrets are protected",
      topics: ["client-encrypted", "behind-encrypted", "peer-verified", "served-certificate"],
      caveat: "Network policies, the control plane and its firewalls are not judged.",
    },
    {
      id: "Authentication and authorization",
      title: "Users and programs have the rights that they need, and show who they are",
      topics: ["key-readers", "client-authenticated"],
      caveat: "Only rights that lead to TLS keys, and client certificates at the controller.",
    },
  ],
  silent: [
    { id: "Kubernetes Pod security", about: "what containers may do" },
    { id: "Audit Logging and Threat Detection", about: "logs" },
    {
      id: "Upgrading and application security practices",
      about: "updates beyond what the findings say of controllers",
    },
  ],
};
