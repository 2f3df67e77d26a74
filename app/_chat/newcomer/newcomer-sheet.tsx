"use client";

import { useEffect, useRef } from "react";
import { useNewcomer } from "@/app/_client/servers/newcomer";
import { useRoles } from "@/app/_client/servers/use-roles";
import type { MemberServer } from "@/lib/realtime/protocol";
import { RoleChoice } from "./role-choice";
import { RulesToAccept } from "./rules-to-accept";

export type NewcomerSheetProps = {
	server: MemberServer;
	/** The user may go on: to write. */
	onDone: () => void;
};

/** Lies over the composer: the rules, for a member who has not accepted them, and what a new member may choose. */
export function NewcomerSheet({ server, onDone }: NewcomerSheetProps) {
	const [isNewcomer, settle] = useNewcomer(server.id);
	const mustAccept = server.rulesAccepted === false;
	if (isNewcomer) return <Guide server={server} mustAccept={mustAccept} onSettled={settle} onDone={onDone} />;
	return mustAccept ? <RulesToAccept server={server} onAccepted={onDone} /> : null;
}

type GuideProps = NewcomerSheetProps & { mustAccept: boolean; onSettled: () => void };

/** A new member's way: first the rules, then the roles to choose. */
function Guide({ server, mustAccept, onSettled, onDone }: GuideProps) {
	const { roles } = useRoles(server.id);
	const offered = roles.filter(({ selfAssignable }) => selfAssignable);
	// Every server has at least @everyone: without any the roles have not loaded yet.
	const hasNothingLeft = !mustAccept && roles.length > 0 && offered.length === 0;
	const settle = useRef(onSettled);
	settle.current = onSettled;
	useEffect(() => {
		if (hasNothingLeft) settle.current();
	}, [hasNothingLeft]);
	const done = () => {
		onSettled();
		onDone();
	};
	if (mustAccept) return <RulesToAccept server={server} onAccepted={() => offered.length === 0 && done()} />;
	return offered.length > 0 ? <RoleChoice server={server} roles={offered} onDone={done} /> : null;
}
