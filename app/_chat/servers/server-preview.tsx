"use client";

import { CalendarDays, Hash, Lock, Users } from "lucide-react";
import type { ReactNode } from "react";
import useSWR from "swr";
import { useFormatter } from "use-intl/react";
import { asApiError } from "@/app/_client/api";
import { useOwnSanction } from "@/app/_client/moderation/use-own-sanctions";
import { usePageTitle } from "@/app/_client/navigation/use-page-title";
import { useCategoryName } from "@/app/_client/servers/use-category-name";
import { type Departure, useDeparture } from "@/app/_client/servers/use-departure";
import { useAdmitted } from "@/app/_client/servers/use-membership";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { buttonClass } from "@/app/_ui/button";
import { CategoryIcon } from "@/app/(chat)/explore/category-icon";
import { isolated } from "@/lib/markdown";
import type { Author, Channel, Server } from "@/lib/realtime/protocol";
import { AppealStatus } from "../moderation/appeal-status";
import { useSanctionText } from "../moderation/use-sanction-text";
import { Link } from "../shell/link";
import { UnavailablePage } from "../shell/unavailable-page";
import { Face } from "../users/avatar-palettes";
import { JoinCard } from "./join-card";
import { Rules, ServerFront } from "./server-front";
import { ServerUnavailable } from "./server-unavailable";

type Props = {
	server: Server;
	/** Set for viewers who may see the owner. */
	owner?: Author | null;
	/** How a user who had the server open came to be outside. */
	parting?: Departure | null;
	/** The unsent text of a user who had a channel open. */
	unsent?: ReactNode;
};

/**
 * A server's preview with the join button: for guests, for outsiders, and for members who open it. No messages, no
 * member list.
 */
export function ServerPreview({ server: loaded, owner = null, parting: given, unsent }: Props) {
	const t = useTranslations("server");
	const { data, error } = useSWR<{ server: Server }>(`/api/servers/${loaded.id}`, { fallbackData: { server: loaded } });
	const server = data?.server ?? loaded;
	const seen = useDeparture(server.id, useAdmitted(server.id));
	const parting = given === undefined ? seen : given;
	const isGone = parting === "server_deleted" || (error !== undefined && asApiError(error).code === "server_not_found");
	const ban = useOwnSanction(server.isMember ? null : server.id, "ban");
	const textOf = useSanctionText();
	const parted = ban ? textOf(ban) : parting && t(`parting.${parting}`, { name: server.name });
	usePageTitle(parting && !isGone ? isolated(server.name) : null);
	if (isGone)
		return parting ? (
			<ServerUnavailable serverId={server.id} name={server.name} parting={parting} unsent={unsent} />
		) : (
			<PageGone />
		);
	return (
		<ServerFront
			server={server}
			notice={
				parted && (
					<div className="relative pt-4 pb-9 md:col-span-2 md:pb-6">
						<Alert tone="danger">{parted}</Alert>
						{ban && (
							<div className="mt-3">
								<AppealStatus sanction={ban} />
							</div>
						)}
						{unsent && <div className="mt-3 grid grid-cols-[minmax(0,1fr)]">{unsent}</div>}
					</div>
				)
			}
			facts={<Facts server={server} owner={owner} />}
			aside={<JoinCard server={server} />}
		>
			<Rules rules={server.joinRequirements?.rules ?? []} />
			<ChannelList channels={(server.channels ?? []).filter((channel) => !channel.private)} />
			{!server.isMember && (
				<p className="mt-2.5 flex gap-2 text-meta text-text-faint">
					<Lock size="0.875rem" aria-hidden="true" className="mt-0.5 shrink-0" />
					{t(server.joinRequirements?.approval ? "membersOnlyApproved" : "membersOnly")}
				</p>
			)}
		</ServerFront>
	);
}

/** Shown to an outsider, for whom deleted and private channels look the same. */
function PageGone() {
	const t = useTranslations("pages");
	return (
		<UnavailablePage heading={t("notFoundHeading")} text={t("notFoundText")}>
			<Link href="/" className={buttonClass("primary")}>
				{t("goHome")}
			</Link>
			<Link href="/explore" className={buttonClass()}>
				{t("goExplore")}
			</Link>
		</UnavailablePage>
	);
}

function Facts({ server, owner }: { server: Server; owner: Author | null }) {
	const t = useTranslations();
	const format = useFormatter();
	const categoryName = useCategoryName();
	const since = format.dateTime(new Date(server.createdAt), { year: "numeric", month: "long" });
	return (
		<>
			<li>
				<Users size="1rem" aria-hidden="true" />
				{t("common.members", { count: server.memberCount })}
			</li>
			<li>
				<CategoryIcon slug={server.category.slug} />
				<Link
					href={`/explore/${server.category.slug}`}
					className="hover:text-text hover:underline max-md:-my-3 max-md:py-3"
				>
					{categoryName(server.category)}
				</Link>
			</li>
			<li>
				<CalendarDays size="1rem" aria-hidden="true" />
				{t("server.since", { date: since })}
			</li>
			{owner && (
				<li className="min-w-0">
					<Face person={owner} size={20} />
					<span dir="auto" className="min-w-0 wrap-anywhere">
						{t.rich("server.ownedBy", {
							name: owner.displayName,
							b: (name) => <b className="font-semibold text-text">{name}</b>,
						})}
					</span>
				</li>
			)}
			{server.visibility === "private" && (
				<li>
					<Lock size="1rem" aria-hidden="true" />
					{t("server.invitedOnly")}
				</li>
			)}
		</>
	);
}

function ChannelList({ channels }: { channels: Channel[] }) {
	const t = useTranslations("server");
	return (
		<section>
			<h2 className="mt-6.5 mb-2 text-message leading-5 font-bold max-md:mt-5">{t("channelsInside")}</h2>
			{channels.length === 0 ? (
				<p className="text-text-muted">{t("noChannels")}</p>
			) : (
				<ul className="divide-y overflow-hidden rounded-lg border">
					{channels.map((channel) => (
						<li key={channel.id} className="flex min-h-10.5 items-center gap-2.5 px-3.5 py-2 max-md:min-h-12">
							<Hash size="1rem" aria-hidden="true" className="shrink-0 text-text-faint" />
							<span dir="auto" className="max-w-[60%] shrink-0 truncate font-semibold">
								{channel.name}
							</span>
							<span dir="auto" className="min-w-0 flex-1 truncate text-text-muted">
								{channel.topic}
							</span>
						</li>
					))}
				</ul>
			)}
		</section>
	);
}
