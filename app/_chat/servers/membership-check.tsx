"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { type Departure, useDeparture } from "@/app/_client/servers/use-departure";
import { useAdmitted, useMembership } from "@/app/_client/servers/use-membership";

type Props = {
	serverId: number;
	/** Whether the server rendered `children` for a member. */
	admitted: boolean;
	/** The content for outsiders: the preview of a public server, or that it is unavailable, and how the user left. */
	outside: (parting: Departure | null) => ReactNode;
	children: ReactNode;
};

/**
 * Shows a server's pages to members only: leaving in any tab closes them in all tabs, joining opens them. It controls
 * only the display; the server checks access to the data.
 */
export function MembershipCheck({ serverId, admitted, outside, children }: Props) {
	const router = useRouter();
	const signedIn = useSignedIn();
	const { isMember, isLoading } = useMembership(serverId);
	const confirmed = useAdmitted(serverId);
	const mustLoad = confirmed && !admitted;
	useEffect(() => {
		if (mustLoad) router.refresh();
	}, [mustLoad, router]);
	// Before the first response the page's own state counts.
	const isInside = signedIn && admitted && (isMember || isLoading);
	const parting = useDeparture(serverId, isInside);
	return isInside ? children : outside(signedIn ? parting : null);
}
