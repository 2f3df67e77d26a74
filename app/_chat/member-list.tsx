"use client";

import { X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl/react";
import { Virtualizer } from "virtua";
import { IconButton } from "@/app/_ui/icon-button";
import { Skeleton } from "@/app/_ui/skeleton";
import type { Member } from "@/lib/realtime/contract";
import { useMembers } from "../_client/use-members";
import { useMemberServer } from "../_client/use-servers";
import { MemberRow } from "./member-row";

type Line = { key: string; label: string; count: number | null } | { key: string; member: Member };

const filteredFrom = 20;

/** Who is in the server, those who are here first. */
export function MemberList({ serverId, onClose }: { serverId: number; onClose: () => void }) {
	const t = useTranslations("conversation");
	const heading = useRef<HTMLHeadingElement>(null);
	const [query, setQuery] = useState("");
	const members = useMembers(serverId, useSettled(query.trim()));
	const { online, offline, hasMore } = members;
	const total = useMemberServer(serverId)?.memberCount ?? 0;
	// Where it covers the conversation it takes the focus with it.
	useEffect(() => {
		if (!matchMedia("(width >= 68.75rem)").matches) heading.current?.focus();
	}, []);

	const lines = useMemo<Line[]>(() => {
		const group = (key: string, label: string, list: Member[]): Line[] =>
			list.length === 0
				? []
				: [
						// As long as not everybody was read, a number would be wrong.
						{ key, label, count: hasMore ? null : list.length },
						...list.map((member) => ({ key: String(member.user.id), member })),
					];
		return [...group("online", t("groupOnline"), online), ...group("offline", t("groupOffline"), offline)];
	}, [online, offline, hasMore, t]);

	return (
		<aside
			aria-label={t("members")}
			onKeyDown={(event) => {
				if (event.key !== "Escape") return;
				event.stopPropagation();
				onClose();
			}}
			className="flex min-h-0 w-66 flex-col border-s bg-surface max-lg:absolute max-lg:inset-y-0 max-lg:end-0 max-lg:z-5 max-lg:animate-[panel_240ms_cubic-bezier(0.2,0.8,0.2,1)] max-lg:shadow-menu max-md:w-full max-md:border-0"
		>
			<header className="flex h-13 shrink-0 items-center gap-2 border-b ps-4 pe-2 max-md:h-14">
				<h2 ref={heading} tabIndex={-1} className="min-w-0 flex-1 truncate text-message font-bold outline-none">
					{t("members")}
				</h2>
				<IconButton label={t("hideMembers")} onClick={onClose}>
					<X size={18} aria-hidden="true" />
				</IconButton>
			</header>
			{(total > filteredFrom || query !== "") && (
				<div className="px-3 pt-3">
					<input
						type="search"
						value={query}
						onChange={(event) => setQuery(event.target.value)}
						aria-label={t("filterMembers")}
						placeholder={t("filterMembers")}
						className="h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-meta outline-none focus:border-focus focus:shadow-[0_0_0_1px_var(--focus)] max-md:h-11 max-md:text-base"
					/>
				</div>
			)}
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with keys. */}
			<div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-3" tabIndex={0}>
				{members.isLoading && lines.length === 0 ? (
					<MemberSkeletons />
				) : members.failed && lines.length === 0 ? (
					<p role="alert" className="px-4 pt-4 text-meta text-text-muted">
						{t("membersFailed")}{" "}
						<button type="button" onClick={members.retry} className="link">
							{t("tryAgain")}
						</button>
					</p>
				) : lines.length === 0 ? (
					<p className="px-4 pt-4 text-meta text-text-muted">{t("noMembers", { query })}</p>
				) : (
					<Virtualizer data={lines}>
						{(line) =>
							"member" in line ? (
								<MemberRow key={line.key} member={line.member} />
							) : (
								<h3
									key={line.key}
									className="flex justify-between px-4 pt-3.5 pb-1 text-xs font-semibold text-text-faint"
								>
									{line.label}
									{line.count !== null && <span className="tabular-nums">{line.count}</span>}
								</h3>
							)
						}
					</Virtualizer>
				)}
				{hasMore && lines.length > 0 && (
					<button type="button" onClick={members.loadMore} className="link mx-4 mt-3 text-meta max-md:min-h-11">
						{t("moreMembers")}
					</button>
				)}
			</div>
		</aside>
	);
}

function MemberSkeletons() {
	return (
		<div className="pt-10">
			{Array.from({ length: 8 }, (_, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
				<div key={row} className="mx-4 flex h-10 items-center gap-2.5">
					<Skeleton className="size-8 rounded-full" />
					<Skeleton className="h-3 w-28" />
				</div>
			))}
		</div>
	);
}

/** What is typed, once the typing pauses. */
function useSettled(text: string): string {
	const [settled, setSettled] = useState(text);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(text), 250);
		return () => clearTimeout(timer);
	}, [text]);
	return settled;
}
