"use client";

import { useState } from "react";
import useSWR from "swr";
import { Face, PersonName } from "@/app/_chat/users/avatar-palettes";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { Member, Role } from "@/lib/realtime/protocol";
import { MemberSkeletons } from "./member-skeletons";

type Props = { serverId: number; role: Role; onClose: () => void; onAdded: () => Promise<void> };

/** Chooses any number of members, who all get the role at once. */
export function AddMembersDialog({ serverId, role, onClose, onAdded }: Props) {
	const t = useTranslations("roles");
	const cancel = useTranslations("common")("cancel");
	const conversation = useTranslations("conversation");
	const errorText = useErrorMessage();
	const toast = useToast();
	const [query, setQuery] = useState("");
	const [chosen, setChosen] = useState<ReadonlyMap<string, Member>>(new Map());
	const settled = useDebouncedValue(query.trim());
	const { data, error } = useSWR<{ members: Member[] }>(
		`/api/servers/${serverId}/members?limit=50${settled && `&q=${encodeURIComponent(settled)}`}`,
		{ keepPreviousData: true, revalidateOnFocus: false },
	);
	const found = data?.members.filter(({ roles, user }) => !roles.includes(role.id) && !chosen.has(user.username)) ?? [];
	const listed = [...chosen.values(), ...found];
	const toggle = (member: Member) =>
		setChosen((held) => {
			const next = new Map(held);
			if (!next.delete(member.user.username)) next.set(member.user.username, member);
			return next;
		});
	const { busy, failure, submit } = useSubmit(async () => {
		await api.put(`/api/roles/${role.id}/members`, { usernames: [...chosen.keys()] });
		toast({ text: t("added", { count: chosen.size, role: role.name }) });
		onClose();
		await onAdded();
	});
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			dirty={chosen.size > 0}
			title={t("addHeading", { role: role.name })}
		>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					if (chosen.size > 0) void submit();
				}}
			>
				<TextField
					label={t("findMembers")}
					type="search"
					autoComplete="off"
					value={query}
					onChange={(event) => setQuery(event.target.value)}
				/>
				<div className="-mx-2 mt-3 h-72 overflow-y-auto overscroll-contain">
					{error && !data ? (
						<p role="alert" className="px-2 text-meta text-danger-text">
							{errorText(error)}
						</p>
					) : !data ? (
						<div className="px-2">
							<MemberSkeletons />
						</div>
					) : listed.length === 0 ? (
						<p className="px-2 text-meta text-text-muted">
							{settled ? conversation("noMembers", { query: settled }) : t("allHaveIt")}
						</p>
					) : (
						<ul>
							{listed.map((member) => (
								<Choice
									key={member.user.id}
									member={member}
									checked={chosen.has(member.user.username)}
									onToggle={() => toggle(member)}
								/>
							))}
						</ul>
					)}
				</div>
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
				<DialogActions>
					<Button onClick={onClose}>{cancel}</Button>
					<Button type="submit" variant="primary" disabled={chosen.size === 0} busy={busy} busyLabel={t("adding")}>
						{t("addCount", { count: chosen.size })}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}

function Choice({ member, checked, onToggle }: { member: Member; checked: boolean; onToggle: () => void }) {
	const { user } = member;
	const named = { ...user, nickname: member.nickname ?? undefined };
	return (
		<li>
			<label className="flex min-h-11 cursor-pointer items-center gap-3 rounded-md px-2 hover:bg-surface-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus">
				<input type="checkbox" checked={checked} onChange={onToggle} className="size-4 accent-ember outline-none" />
				<Face person={named} size={28} />
				<span dir="auto" className="min-w-0 flex-1 truncate">
					<PersonName person={named} /> <span className="text-meta text-text-faint">@{user.username}</span>
				</span>
			</label>
		</li>
	);
}
