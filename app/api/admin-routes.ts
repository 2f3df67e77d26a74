import type { Resource } from "@/lib/http/router";
import * as adminAuditLog from "./admin/audit-log/route";
import * as verifyBackup from "./admin/backups/[archive]/verify/route";
import * as adminBackups from "./admin/backups/route";
import * as escalatedCase from "./admin/cases/[caseId]/route";
import * as escalatedCases from "./admin/cases/route";
import * as closedNetworks from "./admin/closed-networks/route";
import * as adminHealth from "./admin/health/route";
import * as adminIcon from "./admin/icon/route";
import * as adminJobRetry from "./admin/jobs/[jobId]/retry/route";
import * as adminJobs from "./admin/jobs/route";
import * as registrationCode from "./admin/registration-codes/[codeId]/route";
import * as registrationCodes from "./admin/registration-codes/route";
import * as registrationStatistics from "./admin/registration-statistics/route";
import * as registration from "./admin/registrations/[userId]/route";
import * as registrations from "./admin/registrations/route";
import * as delisting from "./admin/servers/[serverId]/delisting/route";
import * as freeze from "./admin/servers/[serverId]/freeze/route";
import * as serverOwner from "./admin/servers/[serverId]/owner/route";
import * as adminServer from "./admin/servers/[serverId]/route";
import * as adminServers from "./admin/servers/route";
import * as adminSettings from "./admin/settings/route";
import * as administrator from "./admin/users/[username]/administrator/route";
import * as adminDeletion from "./admin/users/[username]/deletion/route";
import * as adminResetLink from "./admin/users/[username]/reset-link/route";
import * as adminUser from "./admin/users/[username]/route";
import * as adminFactors from "./admin/users/[username]/second-factors/route";
import * as adminSessions from "./admin/users/[username]/sessions/route";
import * as suspension from "./admin/users/[username]/suspension/route";
import * as adminUsers from "./admin/users/route";

/** The resources of the administration by their paths: a part of `routes`. */
export const adminRoutes: Record<string, Resource> = {
	"/api/admin/backups": adminBackups,
	"/api/admin/backups/[archive]/verify": verifyBackup,
	"/api/admin/audit-log": adminAuditLog,
	"/api/admin/cases": escalatedCases,
	"/api/admin/cases/[caseId]": escalatedCase,
	"/api/admin/health": adminHealth,
	"/api/admin/icon": adminIcon,
	"/api/admin/jobs": adminJobs,
	"/api/admin/jobs/[jobId]/retry": adminJobRetry,
	"/api/admin/closed-networks": closedNetworks,
	"/api/admin/registration-statistics": registrationStatistics,
	"/api/admin/registrations": registrations,
	"/api/admin/registrations/[userId]": registration,
	"/api/admin/registration-codes": registrationCodes,
	"/api/admin/registration-codes/[codeId]": registrationCode,
	"/api/admin/servers": adminServers,
	"/api/admin/servers/[serverId]": adminServer,
	"/api/admin/servers/[serverId]/delisting": delisting,
	"/api/admin/servers/[serverId]/freeze": freeze,
	"/api/admin/servers/[serverId]/owner": serverOwner,
	"/api/admin/settings": adminSettings,
	"/api/admin/users": adminUsers,
	"/api/admin/users/[username]": adminUser,
	"/api/admin/users/[username]/administrator": administrator,
	"/api/admin/users/[username]/deletion": adminDeletion,
	"/api/admin/users/[username]/reset-link": adminResetLink,
	"/api/admin/users/[username]/second-factors": adminFactors,
	"/api/admin/users/[username]/sessions": adminSessions,
	"/api/admin/users/[username]/suspension": suspension,
};
