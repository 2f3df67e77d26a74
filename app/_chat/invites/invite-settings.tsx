"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import {
	expiryChoices,
	type InviteChoice,
	maxInviteRoles,
	maxUsernames,
	useChoices,
	usernamesIn,
	wrongUsername,
} from "@/app/_client/invites/invite-choice";
import { layoutOf } from "@/app/_client/servers/layout";
import { mustAskForApproval } from "@/app/_client/servers/permissions";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { FieldNote } from "@/app/_ui/field";
import { Select } from "@/app/_ui/select";
import { Switch } from "@/app/_ui/switch";
import { TextArea } from "@/app/_ui/text-field";
import type { MemberServer, Role } from "@/lib/realtime/protocol";
import { RoleToggles } from "../permissions/role-toggles";

type Props = {
	server: MemberServer;
	/** The roles that the user may give. */
	roles: readonly Role[];
	choice: InviteChoice;
	onChange: (choice: InviteChoice) => void;
	/** Makes the link; rejects with the ApiError. */
	onMake: () => Promise<void>;
};

/** The settings of a link that the user is about to make. */
export function InviteSettings({ server, roles, choice, onChange, onMake }: Props) {
	const t = useTranslations("invites");
	const errorText = useErrorMessage();
	const { busy, failure, submit, forget } = useSubmit(onMake);
	const change = (part: Partial<InviteChoice>) => {
		forget();
		onChange({ ...choice, ...part });
	};
	const [tried, setTried] = useState(false);
	const names = useNames(choice.usernames, tried, failure?.fields);
	const fields = Object.keys(failure?.fields ?? {});
	const isAtField = names.error !== undefined || fields.some((field) => field === "channelId" || field === "roleIds");
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		setTried(true);
		if (!names.isWrong) void submit();
	};
	return (
		<form noValidate onSubmit={onSubmit} className="grid grid-cols-[minmax(0,1fr)] gap-4 border-t pt-4">
			<Limits choice={choice} onChange={change} />
			<ChannelChoice
				server={server}
				value={choice.channelId}
				error={fields.includes("channelId") && t("channelGone")}
				onChange={(channelId) => change({ channelId })}
			/>
			{roles.length > 0 && (
				<RolesGiven
					roles={roles}
					chosen={choice.roleIds}
					error={fields.includes("roleIds") && t("roleGone")}
					onChange={(roleIds) => change({ roleIds })}
				/>
			)}
			<Approval server={server} value={choice.needsApproval} onChange={(needsApproval) => change({ needsApproval })} />
			<TextArea
				label={t("only")}
				aside={names.count > 0 && t("onlyCount", { count: names.count, max: maxUsernames })}
				hint={t("onlyHint")}
				error={names.error}
				rows={2}
				autoCapitalize="none"
				autoComplete="off"
				spellCheck={false}
				value={choice.usernames}
				onChange={({ target }) => change({ usernames: target.value })}
			/>
			{failure && !isAtField && <Alert tone="danger">{errorText(failure)}</Alert>}
			<Button type="submit" variant="primary" className="w-full" busy={busy} busyLabel={t("making")}>
				{t("make")}
			</Button>
		</form>
	);
}

/** The typed names: how many there are, and why they are refused. The last may be unfinished until the user is done. */
function useNames(text: string, isDone: boolean, fields: Record<string, string> = {}) {
	const t = useTranslations("invites");
	const names = usernamesIn(text);
	const wrong = wrongUsername(isDone ? names : names.slice(0, -1));
	const refused = Object.entries(fields).find(([field]) => field.split(".")[0] === "onlyUsernames");
	const error =
		wrong !== undefined
			? t("onlyWrong", { name: wrong })
			: names.length > maxUsernames
				? t("onlyTooMany", { max: maxUsernames })
				: refused?.[1];
	return { count: names.length, error, isWrong: wrongUsername(names) !== undefined || names.length > maxUsernames };
}

type LimitsProps = { choice: InviteChoice; onChange: (part: Partial<InviteChoice>) => void };

function Limits({ choice, onChange }: LimitsProps) {
	const t = useTranslations("invites");
	return (
		<div className="grid gap-3 sm:grid-cols-2">
			<Select
				label={t("expires")}
				value={choice.expiresInSeconds ?? ""}
				onChange={({ target }) => onChange({ expiresInSeconds: Number(target.value) || null })}
			>
				{expiryChoices.map(({ name, seconds }) => (
					<option key={name} value={seconds ?? ""}>
						{t(`expiry.${name}`)}
					</option>
				))}
			</Select>
			<Select
				label={t("uses")}
				value={choice.maxUses ?? ""}
				onChange={({ target }) => onChange({ maxUses: Number(target.value) || null })}
			>
				{useChoices.map((uses) => (
					<option key={uses} value={uses ?? ""}>
						{uses === null ? t("unlimited") : t("useCount", { count: uses })}
					</option>
				))}
			</Select>
		</div>
	);
}

type ChannelProps = {
	server: MemberServer;
	value: number | null;
	error: ReactNode;
	onChange: (channelId: number | null) => void;
};

/** The channel that the link leads to, in the order of the server's list. */
function ChannelChoice({ server, value, error, onChange }: ChannelProps) {
	const t = useTranslations("invites");
	const open = server.channels.filter(({ archivedAt }) => archivedAt === null);
	const ids = layoutOf({ groups: server.groups, channels: open }).flatMap(({ channelIds }) => channelIds);
	return (
		<Select
			label={t("channel")}
			value={value ?? ""}
			error={error || undefined}
			onChange={({ target }) => onChange(Number(target.value) || null)}
		>
			<option value="">{t("channelFirst")}</option>
			{ids.map((id) => (
				<option key={id} value={id}>
					#{open.find((channel) => channel.id === id)?.name}
				</option>
			))}
		</Select>
	);
}

type RolesProps = {
	roles: readonly Role[];
	chosen: readonly number[];
	error: ReactNode;
	onChange: (roleIds: number[]) => void;
};

function RolesGiven({ roles, chosen, error, onChange }: RolesProps) {
	const t = useTranslations("invites");
	const isFull = chosen.length >= maxInviteRoles;
	return (
		<fieldset className="min-w-0">
			<legend className="mb-1.5 text-meta font-semibold">{t("roles")}</legend>
			<div className="max-h-44 overflow-y-auto rounded-md border p-2">
				<RoleToggles
					roles={roles}
					isChosen={({ id }) => chosen.includes(id)}
					isFull={isFull}
					onToggle={({ id }) =>
						onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
					}
				/>
			</div>
			{(error || isFull) && (
				<FieldNote role="status" isError={Boolean(error)}>
					{error || t("rolesFull", { max: maxInviteRoles })}
				</FieldNote>
			)}
		</fieldset>
	);
}

type ApprovalProps = { server: MemberServer; value: boolean; onChange: (needsApproval: boolean) => void };

function Approval({ server, value, onChange }: ApprovalProps) {
	const t = useTranslations("invites");
	const isFixed = mustAskForApproval(server);
	const text = isFixed ? "approvalFixed" : server.needsApproval && !value ? "approvalSkipped" : "approvalText";
	return <Switch label={t("approval")} text={t(text)} checked={value} disabled={isFixed} onChange={onChange} />;
}
