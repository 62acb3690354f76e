// Generated from the folder list by `npm run generate`. Do not edit.
import type { Rule } from "./contract.ts";
import { rule as ageDecides } from "./age-decides/rule.ts";
import { rule as annotationOfAnotherController } from "./annotation-of-another-controller/rule.ts";
import { rule as annotationOnWrongObject } from "./annotation-on-wrong-object/rule.ts";
import { rule as annotationRemoved } from "./annotation-removed/rule.ts";
import { rule as annotationUnknown } from "./annotation-unknown/rule.ts";
import { rule as backendInClear } from "./backend-in-clear/rule.ts";
import { rule as backendNotVerified } from "./backend-not-verified/rule.ts";
import { rule as belowRequiredLevel } from "./below-required-level/rule.ts";
import { rule as clientCertificateBypassed } from "./client-certificate-bypassed/rule.ts";
import { rule as clientCertificateNotDemanded } from "./client-certificate-not-demanded/rule.ts";
import { rule as clientKeySentElsewhere } from "./client-key-sent-elsewhere/rule.ts";
import { rule as clientPicksVerifiedName } from "./client-picks-verified-name/rule.ts";
import { rule as companionMissing } from "./companion-missing/rule.ts";
import { rule as configmapKeyAsAnnotation } from "./configmap-key-as-annotation/rule.ts";
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
import { rule as refusedByApiServer } from "./refused-by-api-server/rule.ts";
import { rule as routeNotServed } from "./route-not-served/rule.ts";
import { rule as servedInClearBesideHttps } from "./served-in-clear-beside-https/rule.ts";
import { rule as settingWithoutEffect } from "./setting-without-effect/rule.ts";
import { rule as settingsLeakFromSibling } from "./settings-leak-from-sibling/rule.ts";
import { rule as snippetDecidesTls } from "./snippet-decides-tls/rule.ts";
import { rule as suppressionNotInForce } from "./suppression-not-in-force/rule.ts";
import { rule as valueDeniesRoute } from "./value-denies-route/rule.ts";
import { rule as valueDropsFeature } from "./value-drops-feature/rule.ts";
import { rule as valueFallsBack } from "./value-falls-back/rule.ts";
import { rule as valueNotAString } from "./value-not-a-string/rule.ts";
import { rule as valueRejectsObject } from "./value-rejects-object/rule.ts";
import { rule as verificationBreaksTraffic } from "./verification-breaks-traffic/rule.ts";
import { rule as verificationNotInForce } from "./verification-not-in-force/rule.ts";
import { rule as verifiedRouteUndone } from "./verified-route-undone/rule.ts";

export const RULES: readonly Rule[] = [
  ageDecides,
  annotationOfAnotherController,
  annotationOnWrongObject,
  annotationRemoved,
  annotationUnknown,
  backendInClear,
  backendNotVerified,
  belowRequiredLevel,
  clientCertificateBypassed,
  clientCertificateNotDemanded,
  clientKeySentElsewhere,
  clientPicksVerifiedName,
  companionMissing,
  configmapKeyAsAnnotation,
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
  refusedByApiServer,
  routeNotServed,
  servedInClearBesideHttps,
  settingWithoutEffect,
  settingsLeakFromSibling,
  snippetDecidesTls,
  suppressionNotInForce,
  valueDeniesRoute,
  valueDropsFeature,
  valueFallsBack,
  valueNotAString,
  valueRejectsObject,
  verificationBreaksTraffic,
  verificationNotInForce,
  verifiedRouteUndone,
];
