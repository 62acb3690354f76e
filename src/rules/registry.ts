// Generated from the folder list by `npm run generate`. Do not edit.
import type { Rule } from "./contract.ts";
import { rule as accountReadsAllSecrets } from "./account-reads-all-secrets/rule.ts";
import { rule as ageDecides } from "./age-decides/rule.ts";
import { rule as annotationOfAnotherController } from "./annotation-of-another-controller/rule.ts";
import { rule as annotationOnWrongObject } from "./annotation-on-wrong-object/rule.ts";
import { rule as annotationRemoved } from "./annotation-removed/rule.ts";
import { rule as annotationUnknown } from "./annotation-unknown/rule.ts";
import { rule as anyoneObtainsKeys } from "./anyone-obtains-keys/rule.ts";
import { rule as backendInClear } from "./backend-in-clear/rule.ts";
import { rule as backendNotVerified } from "./backend-not-verified/rule.ts";
import { rule as backendNotVouchedFor } from "./backend-not-vouched-for/rule.ts";
import { rule as belowRequiredLevel } from "./below-required-level/rule.ts";
import { rule as caReferenceUnusable } from "./ca-reference-unusable/rule.ts";
import { rule as certificateCanSign } from "./certificate-can-sign/rule.ts";
import { rule as certificateExpired } from "./certificate-expired/rule.ts";
import { rule as certificateExpiresSoon } from "./certificate-expires-soon/rule.ts";
import { rule as certificateNotTrusted } from "./certificate-not-trusted/rule.ts";
import { rule as certificateWithoutGrant } from "./certificate-without-grant/rule.ts";
import { rule as certificatesShareSecret } from "./certificates-share-secret/rule.ts";
import { rule as chainIncomplete } from "./chain-incomplete/rule.ts";
import { rule as chainOutOfOrder } from "./chain-out-of-order/rule.ts";
import { rule as clientCertificateBypassed } from "./client-certificate-bypassed/rule.ts";
import { rule as clientCertificateNotDemanded } from "./client-certificate-not-demanded/rule.ts";
import { rule as clientKeySentElsewhere } from "./client-key-sent-elsewhere/rule.ts";
import { rule as clientPicksVerifiedName } from "./client-picks-verified-name/rule.ts";
import { rule as clientValidationAcceptsAny } from "./client-validation-accepts-any/rule.ts";
import { rule as companionMissing } from "./companion-missing/rule.ts";
import { rule as configmapKeyAsAnnotation } from "./configmap-key-as-annotation/rule.ts";
import { rule as controllerRetired } from "./controller-retired/rule.ts";
import { rule as controllerUnknown } from "./controller-unknown/rule.ts";
import { rule as controllerVulnerable } from "./controller-vulnerable/rule.ts";
import { rule as defaultAccountObtainsKeys } from "./default-account-obtains-keys/rule.ts";
import { rule as defaultCertificateServed } from "./default-certificate-served/rule.ts";
import { rule as extraHopUnverified } from "./extra-hop-unverified/rule.ts";
import { rule as fieldIgnored } from "./field-ignored/rule.ts";
import { rule as freezesController } from "./freezes-controller/rule.ts";
import { rule as grantOpensSecrets } from "./grant-opens-secrets/rule.ts";
import { rule as hostNotCovered } from "./host-not-covered/rule.ts";
import { rule as hstsWithUntrustedCertificate } from "./hsts-with-untrusted-certificate/rule.ts";
import { rule as keyBesideOtherData } from "./key-beside-other-data/rule.ts";
import { rule as keyCopiedElsewhere } from "./key-copied-elsewhere/rule.ts";
import { rule as keyInManyPlaces } from "./key-in-many-places/rule.ts";
import { rule as keyInUnrelatedPod } from "./key-in-unrelated-pod/rule.ts";
import { rule as keyNeverRotated } from "./key-never-rotated/rule.ts";
import { rule as keyPairUnusable } from "./key-pair-unusable/rule.ts";
import { rule as lifetimeOverLimit } from "./lifetime-over-limit/rule.ts";
import { rule as listenerWithoutCertificate } from "./listener-without-certificate/rule.ts";
import { rule as listenersInConflict } from "./listeners-in-conflict/rule.ts";
import { rule as nameInCommonNameOnly } from "./name-in-common-name-only/rule.ts";
import { rule as nameNotChecked } from "./name-not-checked/rule.ts";
import { rule as noTls } from "./no-tls/rule.ts";
import { rule as notForServers } from "./not-for-servers/rule.ts";
import { rule as passthroughIgnored } from "./passthrough-ignored/rule.ts";
import { rule as passthroughTakesHost } from "./passthrough-takes-host/rule.ts";
import { rule as passthroughUnderWildcard } from "./passthrough-under-wildcard/rule.ts";
import { rule as plainRouteBesidePassthrough } from "./plain-route-beside-passthrough/rule.ts";
import { rule as policyFailsOpen } from "./policy-fails-open/rule.ts";
import { rule as policyIgnored } from "./policy-ignored/rule.ts";
import { rule as policyOnPassthrough } from "./policy-on-passthrough/rule.ts";
import { rule as policyWithoutTarget } from "./policy-without-target/rule.ts";
import { rule as redirectCanBeSkipped } from "./redirect-can-be-skipped/rule.ts";
import { rule as redirectDoesNotHappen } from "./redirect-does-not-happen/rule.ts";
import { rule as redirectLeadsNowhere } from "./redirect-leads-nowhere/rule.ts";
import { rule as redirectLeavesPathOut } from "./redirect-leaves-path-out/rule.ts";
import { rule as refusedByApiServer } from "./refused-by-api-server/rule.ts";
import { rule as renewalOverdue } from "./renewal-overdue/rule.ts";
import { rule as routeNotAttached } from "./route-not-attached/rule.ts";
import { rule as routeNotServed } from "./route-not-served/rule.ts";
import { rule as routeOnPlainListenerToo } from "./route-on-plain-listener-too/rule.ts";
import { rule as secretDoesNotExist } from "./secret-does-not-exist/rule.ts";
import { rule as servedInClearBesideHttps } from "./served-in-clear-beside-https/rule.ts";
import { rule as settingWithoutEffect } from "./setting-without-effect/rule.ts";
import { rule as settingsLeakFromSibling } from "./settings-leak-from-sibling/rule.ts";
import { rule as skipVerifyBeatsPolicy } from "./skip-verify-beats-policy/rule.ts";
import { rule as snippetDecidesTls } from "./snippet-decides-tls/rule.ts";
import { rule as snippetsOpenKeys } from "./snippets-open-keys/rule.ts";
import { rule as stapleCannotBeHad } from "./staple-cannot-be-had/rule.ts";
import { rule as suppressionNotInForce } from "./suppression-not-in-force/rule.ts";
import { rule as tlsPortWithoutPolicy } from "./tls-port-without-policy/rule.ts";
import { rule as valueDeniesRoute } from "./value-denies-route/rule.ts";
import { rule as valueDropsFeature } from "./value-drops-feature/rule.ts";
import { rule as valueFallsBack } from "./value-falls-back/rule.ts";
import { rule as valueNotAString } from "./value-not-a-string/rule.ts";
import { rule as valueRejectsObject } from "./value-rejects-object/rule.ts";
import { rule as verificationBreaksTraffic } from "./verification-breaks-traffic/rule.ts";
import { rule as verificationNotInForce } from "./verification-not-in-force/rule.ts";
import { rule as verifiedRouteUndone } from "./verified-route-undone/rule.ts";
import { rule as versionNotRead } from "./version-not-read/rule.ts";
import { rule as weakCertificate } from "./weak-certificate/rule.ts";

export const RULES: readonly Rule[] = [
  accountReadsAllSecrets,
  ageDecides,
  annotationOfAnotherController,
  annotationOnWrongObject,
  annotationRemoved,
  annotationUnknown,
  anyoneObtainsKeys,
  backendInClear,
  backendNotVerified,
  backendNotVouchedFor,
  belowRequiredLevel,
  caReferenceUnusable,
  certificateCanSign,
  certificateExpired,
  certificateExpiresSoon,
  certificateNotTrusted,
  certificateWithoutGrant,
  certificatesShareSecret,
  chainIncomplete,
  chainOutOfOrder,
  clientCertificateBypassed,
  clientCertificateNotDemanded,
  clientKeySentElsewhere,
  clientPicksVerifiedName,
  clientValidationAcceptsAny,
  companionMissing,
  configmapKeyAsAnnotation,
  controllerRetired,
  controllerUnknown,
  controllerVulnerable,
  defaultAccountObtainsKeys,
  defaultCertificateServed,
  extraHopUnverified,
  fieldIgnored,
  freezesController,
  grantOpensSecrets,
  hostNotCovered,
  hstsWithUntrustedCertificate,
  keyBesideOtherData,
  keyCopiedElsewhere,
  keyInManyPlaces,
  keyInUnrelatedPod,
  keyNeverRotated,
  keyPairUnusable,
  lifetimeOverLimit,
  listenerWithoutCertificate,
  listenersInConflict,
  nameInCommonNameOnly,
  nameNotChecked,
  noTls,
  notForServers,
  passthroughIgnored,
  passthroughTakesHost,
  passthroughUnderWildcard,
  plainRouteBesidePassthrough,
  policyFailsOpen,
  policyIgnored,
  policyOnPassthrough,
  policyWithoutTarget,
  redirectCanBeSkipped,
  redirectDoesNotHappen,
  redirectLeadsNowhere,
  redirectLeavesPathOut,
  refusedByApiServer,
  renewalOverdue,
  routeNotAttached,
  routeNotServed,
  routeOnPlainListenerToo,
  secretDoesNotExist,
  servedInClearBesideHttps,
  settingWithoutEffect,
  settingsLeakFromSibling,
  skipVerifyBeatsPolicy,
  snippetDecidesTls,
  snippetsOpenKeys,
  stapleCannotBeHad,
  suppressionNotInForce,
  tlsPortWithoutPolicy,
  valueDeniesRoute,
  valueDropsFeature,
  valueFallsBack,
  valueNotAString,
  valueRejectsObject,
  verificationBreaksTraffic,
  verificationNotInForce,
  verifiedRouteUndone,
  versionNotRead,
  weakCertificate,
];
