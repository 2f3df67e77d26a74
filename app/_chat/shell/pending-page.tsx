"use client";

import { Hash, Lock } from "lucide-react";
import type { ChannelAddress } from "@/app/_client/paths";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { Skeleton } from "@/app/_ui/skeleton";
import { ConnectionBanner } from "../conversation/connection-banner";
import { MessageSkeletons } from "../messages/message-skeletons";
import { DrawerButton } from "./mobile-drawer";
import { OpensWhenBack } from "./opens-when-back";

type Props = {
	/** The channel of a page that shows one. */
	place: ChannelAddress | null;
	/** It opens when the connection is back. */
	isWaiting: boolean;
};

const fields = ["first", "second", "third"];

function FormSkeleton() {
	return (
		<div aria-hidden="true" className="max-w-180 px-7 pt-6 max-md:px-4 max-md:pt-4">
			{fields.map((field) => (
				<div key={field} className="mb-7">
					<Skeleton className="h-4 w-40" />
					<Skeleton className="mt-3 h-10 w-full max-w-110" />
				</div>
			))}
		</div>
	);
}

/** A page that is loading. A channel shows its name at once. */
export function PendingPage({ place, isWaiting }: Props) {
	const server = useMemberServer(place?.serverId ?? null);
	const channel = server?.channels.find(({ id }) => id === place?.channelId);
	const Icon = channel?.private ? Lock : Hash;
	return (
		<section aria-busy="true" className="flex min-h-0 min-w-0 flex-col">
			<header className="flex h-14 shrink-0 items-center gap-0.5 border-b px-1 md:h-13 md:gap-2 md:ps-5 md:pe-3">
				<DrawerButton />
				{channel && <Icon size="1.125rem" aria-hidden="true" className="shrink-0 text-text-faint max-md:hidden" />}
				<h1 dir="auto" className="min-w-0 truncate text-base leading-5 font-bold tracking-[-0.01em]">
					<span aria-hidden="true" className="text-text-faint md:hidden">
						{channel && !channel.private ? "# " : ""}
					</span>
					<bdi>{channel?.name}</bdi>
				</h1>
			</header>
			<div className="relative flex min-h-0 flex-1 flex-col">
				{isWaiting && <ConnectionBanner upTo={null} behind={0} />}
				{isWaiting ? <OpensWhenBack /> : place ? <MessageSkeletons /> : <FormSkeleton />}
			</div>
		</section>
	);
}
