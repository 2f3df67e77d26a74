import type { Viewer } from "../auth/viewer";
import type { MemberServer, OwnUser } from "../realtime/protocol";
import * as ownServers from "../servers/own-servers";
import * as accounts from "./accounts";

/** The data of the app shell, which is around every page. */
export type AppData = { account: { user: OwnUser }; mine: { servers: MemberServer[] } };

export async function loadAppData(viewer: Viewer): Promise<AppData> {
	const [account, mine] = await Promise.all([accounts.mine(viewer), ownServers.mine(viewer)]);
	return { account, mine };
}
