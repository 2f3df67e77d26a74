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
	/** What everybody else sees: the front page of a public server, or that it is gone, and how they came to be outside. */
	outside: (parting: Departure | null) => ReactNode;
	children: ReactNode;
};

/**
 * The gate around a server's pages, open while one is a member: leaving in any tab closes it in all of them, joining opens
 * it. It only shows; what may be read or heard is decided where the data is.
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
	// Before the first answer the page's own knowledge stands.
	const isInside = signedIn && admitted && (isMember || isLoading);
	const parting = useDeparture(serverId, isInside);
	return isInside ? children : outside(signedIn ? parting : null);
}
