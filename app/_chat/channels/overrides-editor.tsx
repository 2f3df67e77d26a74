"use client";

import { useEffect, useRef, useState } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { rankOf } from "@/app/_client/servers/permissions";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { DialogActions } from "@/app/_ui/dialog";
import { Skeleton } from "@/app/_ui/skeleton";
import { Switch } from "@/app/_ui/switch";
import type { Permission } from "@/lib/auth/permissions";
import type { ChannelGroup, MemberServer } from "@/lib/realtime/protocol";
import { keyOf, type OverrideDraft, withState } from "./override-draft";
import { OverrideNotice } from "./override-notice";
import { OverrideRows } from "./override-rows";
import { OverrideSubjects } from "./override-subjects";
import { useOverrides } from "./use-overrides";

type Props = {
	server: MemberServer;
	/** The resource of the overrides. */
	path: string;
	/** The viewer's own permissions there: they can allow and deny no others. */
	granted: readonly Permission[];
	/** The group of the channel, which it can follow. */
	group: ChannelGroup | undefined;
	onDirty: (dirty: boolean) => void;
	onClose: () => void;
};

/** Roles and people beside what the chosen one is allowed and denied. */
export function OverridesEditor({ server, path, granted, group, onDirty, onClose }: Props) {
	const t = useTranslations("channelAccess");
	const common = useTranslations("common");
	const settings = useTranslations("serverSettings");
	const errorText = useErrorMessage();
	const { roles } = useRoles(server.id);
	const viewerId = useViewer()?.id;
	const isOwner = server.ownerId === viewerId;
	const rank = rankOf(isOwner, server.roleIds, roles);
	const edit = useOverrides(path, roles, onClose);
	const { isDirty } = edit;
	const form = useRef<HTMLFormElement>(null);
	useEffect(() => onDirty(isDirty), [isDirty, onDirty]);
	const [chosenKey, setChosenKey] = useState<string | null>(null);

	const everyone = roles.find((role) => role.everyone);
	if (edit.error && !edit.isLoaded) return <Alert tone="danger">{errorText(edit.error)}</Alert>;
	if (!edit.isLoaded || !everyone)
		return (
			<div aria-busy="true" className="grid h-80 gap-3 md:grid-cols-[13rem_1fr]">
				<Skeleton className="h-full max-md:hidden" />
				<Skeleton className="h-full" />
			</div>
		);
	const empty = { user: null, allow: [], deny: [] };
	const first = { ...empty, roleId: everyone.id, key: keyOf({ roleId: everyone.id, user: null }) };
	// @everyone is always there, and first.
	const subjects = [
		edit.drafts.find(({ key }) => key === first.key) ?? first,
		...edit.drafts.filter(({ key }) => key !== first.key),
	];
	const shown = subjects.find(({ key }) => key === chosenKey) ?? first;
	const current = subjects.find(({ key }) => key === shown.key) ?? first;
	const role = roles.find(({ id }) => id === current.roleId);
	const lock = edit.follows ? "follows" : role && role.position >= rank ? "rank" : null;
	const put = (draft: OverrideDraft) =>
		edit.setDrafts(
			subjects.some(({ key }) => key === draft.key)
				? subjects.map((one) => (one.key === draft.key ? draft : one))
				: [...subjects, draft],
		);
	return (
		<form
			ref={form}
			tabIndex={-1}
			className="outline-none"
			onSubmit={(event) => {
				event.preventDefault();
				if (isDirty) void edit.submit();
			}}
		>
			{group && (
				<div className="mb-4 rounded-[10px] border px-3 py-2.5">
					<Switch
						label={t("follow", { name: group.name })}
						text={edit.willFollow ? t("willFollowText") : edit.follows ? t("followText") : t("ownText")}
						checked={edit.follows}
						onChange={edit.setFollows}
					/>
				</div>
			)}
			{!edit.willFollow && (
				<div className="grid gap-4 md:grid-cols-[13rem_minmax(0,1fr)]">
					<OverrideSubjects
						serverId={server.id}
						roles={roles}
						rank={rank}
						subjects={subjects}
						shownKey={current.key}
						canAdd={!edit.follows}
						onChoose={setChosenKey}
						onAdd={(draft) => {
							put(draft);
							setChosenKey(draft.key);
						}}
						onRemove={
							current.key === first.key || lock !== null
								? undefined
								: () => edit.setDrafts(subjects.filter(({ key }) => key !== current.key))
						}
					/>
					<OverrideRows
						draft={current}
						granted={granted}
						isOwner={isOwner}
						lock={lock}
						onChange={(permission, state) => put(withState(current, permission, state))}
					/>
				</div>
			)}
			<OverrideNotice edit={edit} onReviewed={() => form.current?.focus()} />
			<DialogActions>
				<Button onClick={onClose}>{common("cancel")}</Button>
				<Button type="submit" variant="primary" disabled={!isDirty} busy={edit.busy} busyLabel={settings("saving")}>
					{settings("save")}
				</Button>
			</DialogActions>
		</form>
	);
}
