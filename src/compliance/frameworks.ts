import type { Framework } from "./contract.ts";
import { CIS } from "./frameworks/cis.ts";
import { HIPAA } from "./frameworks/hipaa.ts";
import { NIST_800_53 } from "./frameworks/nist-800-53.ts";
import { NSA } from "./frameworks/nsa.ts";
import { PCI_DSS_4 } from "./frameworks/pci-dss-4.ts";
import { SOC2 } from "./frameworks/soc2.ts";

export const FRAMEWORKS: readonly Framework[] = [NIST_800_53, PCI_DSS_4, SOC2, HIPAA, CIS, NSA];
