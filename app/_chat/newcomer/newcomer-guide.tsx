"use client";

import { useEffect, useRef } from "react";
import { useRoles } from "@/app/_client/servers/use-roles";
import type { MemberServer } from "@/lib/realtime/protocol";
import { RoleChoice } from "./role-choice";
import { RulesToAccept } from "./rules-to-accept";

type Props = {
	server: MemberServer;
	mustAccept: boolean;
	/** The user has just joined, and is shown around. */
	isNewcomer: boolean;
	/** The newcomer has been shown around. */
	onSettled: () => void;
	/** The user may go on: to write. */
	onDone: () => void;
};

/** A member's way to writing: first the rules, then, for a newcomer, the roles to choose. */
export function NewcomerGuide({ server, mustAccept, isNewcomer, onSettled, onDone }: Props) {
	const { roles } = useRoles(isNewcomer ? server.id : null);
	const offered = roles.filter(({ selfAssignable }) => selfAssignable);
	// Every server has at least @everyone: without any the roles have not loaded yet.
	const hasNothingLeft = isNewcomer && !mustAccept && roles.length > 0 && offered.length === 0;
	const settle = useRef(onSettled);
	settle.current = onSettled;
	useEffect(() => {
		if (hasNothingLeft) settle.current();
	}, [hasNothingLeft]);
	const done = () => {
		// Roles that are not known yet are offered as soon as they are.
		if (isNewcomer && roles.length > 0) onSettled();
		onDone();
	};
	if (mustAccept) return <RulesToAccept server={server} onAccepted={() => offered.length === 0 && done()} />;
	return offered.length > 0 ? <RoleChoice server={server} roles={offered} onDone={done} /> : null;
}
