"use client";

import { useNewcomer } from "@/app/_client/servers/newcomer";
import { lazy } from "@/app/_ui/lazy";
import type { MemberServer } from "@/lib/realtime/protocol";

const Guide = lazy(() => import("./newcomer-guide").then((module) => module.NewcomerGuide));

type Props = {
	server: MemberServer;
	/** The user may go on: to write. */
	onDone: () => void;
};

/**
 * Lies over the composer: the rules, for a member who has not accepted them, and what a new member may choose. Loaded
 * only for those who need it: most members accepted the rules and were shown around long ago.
 */
export function NewcomerSheet({ server, onDone }: Props) {
	const [isNewcomer, settle] = useNewcomer(server.id);
	const mustAccept = server.rulesAccepted === false;
	if (!isNewcomer && !mustAccept) return null;
	return <Guide server={server} mustAccept={mustAccept} isNewcomer={isNewcomer} onSettled={settle} onDone={onDone} />;
}
