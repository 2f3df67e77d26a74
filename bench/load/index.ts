import { audience } from "./audience";
import { automodChecks } from "./automod-checks";
import { baseline } from "./baseline";
import { commits } from "./commits";
import { httpClients } from "./http-clients";
import { idleClients } from "./idle-clients";
import { membershipClients } from "./membership-clients";
import { receivers } from "./receivers";
import { messageSenders } from "./senders";
import { slowClients } from "./slow-clients";

/** The roles of a load generator process. */
export const ROLES = {
	audience,
	automodChecks,
	baseline,
	commits,
	httpClients,
	idleClients,
	membershipClients,
	receivers,
	senders: messageSenders,
	slowClients,
};
