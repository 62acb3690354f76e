// Generated from the folder list by `npm run generate`. Do not edit.
import type { Rule } from "./contract.ts";
import { rule as ageDecides } from "./age-decides/rule.ts";
import { rule as backendInClear } from "./backend-in-clear/rule.ts";
import { rule as backendNotVerified } from "./backend-not-verified/rule.ts";
import { rule as belowRequiredLevel } from "./below-required-level/rule.ts";
import { rule as clientCertificateBypassed } from "./client-certificate-bypassed/rule.ts";
import { rule as clientCertificateNotDemanded } from "./client-certificate-not-demanded/rule.ts";
import { rule as clientKeySentElsewhere } from "./client-key-sent-elsewhere/rule.ts";
import { rule as clientPicksVerifiedName } from "./client-picks-verified-name/rule.ts";
import { rule as controllerRetired } from "./controller-retired/rule.ts";
import { rule as controllerUnknown } from "./controller-unknown/rule.ts";
import { rule as controllerVulnerable } from "./controller-vulnerable/rule.ts";
import { rule as defaultCertificateServed } from "./default-certificate-served/rule.ts";
import { rule as extraHopUnverified } from "./extra-hop-unverified/rule.ts";
import { rule as freezesController } from "./freezes-controller/rule.ts";
import { rule as hostNotCovered } from "./host-not-covered/rule.ts";
import { rule as hstsWithUntrustedCertificate } from "./hsts-with-untrusted-certificate/rule.ts";
import { rule as nameNotChecked } from "./name-not-checked/rule.ts";
import { rule as noTls } from "./no-tls/rule.ts";
import { rule as passthroughIgnored } from "./passthrough-ignored/rule.ts";
import { rule as passthroughTakesHost } from "./passthrough-takes-host/rule.ts";
import { rule as plainRouteBesidePassthrough } from "./plain-route-beside-passthrough/rule.ts";
import { rule as redirectCanBeSkipped } from "./redirect-can-be-skipped/rule.ts";
import { rule as redirectDoesNotHappen } from "./redirect-does-not-happen/rule.ts";
import { rule as redirectLeadsNowhere } from "./redirect-leads-nowhere/rule.ts";
import { rule as routeNotServed } from "./route-not-served/rule.ts";
import { rule as servedInClearBesideHttps } from "./served-in-clear-beside-https/rule.ts";
import { rule as settingsLeakFromSibling } from "./settings-leak-from-sibling/rule.ts";
import { rule as snippetDecidesTls } from "./snippet-decides-tls/rule.ts";
import { rule as suppressionNotInForce } from "./suppression-not-in-force/rule.ts";
import { rule as verificationBreaksTraffic } from "./verification-breaks-traffic/rule.ts";
import { rule as verificationNotInForce } from "./verification-not-in-force/rule.ts";
import { rule as verifiedRouteUndone } from "./verified-route-undone/rule.ts";

export const RULES: readonly Rule[] = [
  ageDecides,
  backendInClear,
  backendNotVerified,
  belowRequiredLevel,
  clientCertificateBypassed,
  clientCertificateNotDemanded,
  clientKeySentElsewhere,
  clientPicksVerifiedName,
  controllerRetired,
  controllerUnknown,
  controllerVulnerable,
  defaultCertificateServed,
  extraHopUnverified,
  freezesController,
  hostNotCovered,
  hstsWithUntrustedCertificate,
  nameNotChecked,
  noTls,
  passthroughIgnored,
  passthroughTakesHost,
  plainRouteBesidePassthrough,
  redirectCanBeSkipped,
  redirectDoesNotHappen,
  redirectLeadsNowhere,
  routeNotServed,
  servedInClearBesideHttps,
  settingsLeakFromSibling,
  snippetDecidesTls,
  suppressionNotInForce,
  verificationBreaksTraffic,
  verificationNotInForce,
  verifiedRouteUndone,
];
