import { isGranted } from "./has-permission";

/**
 * In SQL, over `servers` and `memberships`: whether the owner or a role has given the member the reports of the server,
 * also while they may only read.
 */
export const mayHandleReports = isGranted("handle_reports");
