import { baseline } from "./baseline";
import { commits } from "./commits";
import { httpClients } from "./http-clients";
import { idleClients } from "./idle-clients";
import { receivers } from "./receivers";
import { messageSenders } from "./senders";
import { slowClients } from "./slow-clients";

/** What a process of the load generator can be. */
export const PARTS = {
	askers: httpClients,
	bare: baseline,
	commits,
	crowd: receivers,
	dawdlers: slowClients,
	idlers: idleClients,
	speakers: messageSenders,
};
