"use client";

import { useState } from "react";
import useSWR from "swr";
import { match } from "@/app/_client/fuzzy-match";
import { useTranslations } from "@/app/_i18n/use-translations";
import { TextField } from "@/app/_ui/text-field";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { Member, Role } from "@/lib/realtime/protocol";
import { RoleDot } from "../permissions/role-dot";
import { Face } from "../users/avatar-palettes";
import { keyOf, type OverrideDraft } from "./override-draft";

type Props = { serverId: number; roles: Role[]; taken: readonly string[]; onAdd: (draft: OverrideDraft) => void };

const row =
	"ring-inward flex h-9 w-full items-center gap-2.5 rounded-md px-2 text-sm [text-align:start] hover:bg-surface-hover max-md:h-11";

/** Finds a role or a person that has no override yet. */
export function AddSubject({ serverId, roles, taken, onAdd }: Props) {
	const t = useTranslations("channelAccess");
	const [query, setQuery] = useState("");
	const settled = useDebouncedValue(query.trim());
	const { data } = useSWR<{ members: Member[] }>(
		`/api/servers/${serverId}/members?limit=10${settled && `&q=${encodeURIComponent(settled)}`}`,
		{ keepPreviousData: true, revalidateOnFocus: false },
	);
	const isFree = (draft: Pick<OverrideDraft, "roleId" | "user">) => !taken.includes(keyOf(draft));
	const foundRoles = roles.filter(
		({ id, name }) => isFree({ roleId: id, user: null }) && match(query.trim(), name) !== null,
	);
	const people = data?.members.filter(({ user, isOwner }) => !isOwner && isFree({ roleId: null, user })) ?? [];
	const add = (subject: Pick<OverrideDraft, "roleId" | "user">) =>
		onAdd({ ...subject, key: keyOf(subject), allow: [], deny: [] });
	return (
		<div className="mt-3">
			<TextField
				label={t("find")}
				type="search"
				autoComplete="off"
				autoFocus
				value={query}
				onChange={(event) => setQuery(event.target.value)}
				onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
			/>
			<ul className="mt-1.5 max-h-40 overflow-y-auto">
				{foundRoles.map((role) => (
					<li key={role.id}>
						<button type="button" className={row} onClick={() => add({ roleId: role.id, user: null })}>
							<RoleDot colour={role.colour} />
							<span dir="auto" className="min-w-0 truncate">
								{role.name}
							</span>
						</button>
					</li>
				))}
				{people.map(({ user, nickname }) => (
					<li key={`@${user.id}`}>
						<button
							type="button"
							className={row}
							onClick={() => add({ roleId: null, user: { ...user, ...(nickname !== null && { nickname }) } })}
						>
							<Face person={user} name={nickname} size={20} />
							<span dir="auto" className="min-w-0 truncate">
								{nickname ?? user.displayName}
							</span>
						</button>
					</li>
				))}
			</ul>
			{data && foundRoles.length + people.length === 0 && (
				<p className="px-2 text-meta text-text-muted">{t("nobody")}</p>
			)}
		</div>
	);
}
