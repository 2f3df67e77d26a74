import { serverSettingsPath } from "../paths";

/** The page of a case. */
export const casePath = (serverId: number, caseId: number): string =>
	serverSettingsPath(serverId, `/reports/${caseId}`);
