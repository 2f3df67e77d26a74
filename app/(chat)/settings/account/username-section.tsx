"use client";

import { type FormEvent, useState } from "react";
import { useSWRConfig } from "swr";
import { useFormatter } from "use-intl/react";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useReauthentication } from "@/app/_chat/settings/use-reauthentication";
import { accountKey } from "@/app/_client/account/use-account";
import { useViewer } from "@/app/_client/account/use-viewer";
import { type ApiError, api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { OwnUser } from "@/lib/realtime/protocol";

export function UsernameSection({ user }: { user: OwnUser }) {
	const t = useTranslations("settings");
	const { username } = useViewer() ?? user;
	const [editing, setEditing] = useState(false);
	return (
		<SettingsSection title={t("username")} text={t("usernameText", { username })}>
			<p dir="auto" className="font-semibold wrap-anywhere">
				@{username}
			</p>
			<div className="mt-4">
				{editing ? (
					<UsernameForm onDone={() => setEditing(false)} />
				) : (
					<Button onClick={() => setEditing(true)}>{t("usernameChange")}</Button>
				)}
			</div>
		</SettingsSection>
	);
}

function UsernameForm({ onDone }: { onDone: () => void }) {
	const t = useTranslations("settings");
	const toast = useToast();
	const { mutate } = useSWRConfig();
	const { withProof, dialog } = useReauthentication();
	const refusalOf = useRefusal();
	const [typed, setTyped] = useState("");
	const username = typed.trim().toLowerCase();
	const { busy, failure, submit } = useSubmit(async () => {
		const answer = await withProof(() => api.put<{ user: OwnUser }>("/api/account/username", { username }));
		await mutate(accountKey, answer, { revalidate: false });
		toast({ text: t("usernameChanged", { username: answer.user.username }) });
		onDone();
	});
	const { ofField, ofForm } = refusalOf(failure);
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (username) void submit();
	};
	return (
		<>
			<form noValidate onSubmit={onSubmit} className="grid max-w-100 gap-4">
				<TextField
					label={t("usernameNew")}
					hint={t("usernameHint")}
					autoComplete="off"
					autoCapitalize="none"
					spellCheck={false}
					maxLength={32}
					autoFocus
					value={typed}
					onChange={(event) => setTyped(event.target.value)}
					error={ofField}
				/>
				{ofForm && <Alert tone="danger">{ofForm}</Alert>}
				<div className="flex flex-wrap gap-2">
					<Button type="submit" variant="primary" disabled={!username} busy={busy}>
						{t("usernameSave")}
					</Button>
					<Button variant="ghost" onClick={onDone}>
						{t("emailCancel")}
					</Button>
				</div>
			</form>
			{dialog}
		</>
	);
}

/** Why the name was refused: beside the field, or below it. */
function useRefusal() {
	const t = useTranslations("settings");
	const format = useFormatter();
	const errorText = useErrorMessage();
	return (failure: ApiError | undefined): { ofField?: string; ofForm?: string } => {
		if (!failure) return {};
		if (failure.code === "username_taken") return { ofField: errorText(failure) };
		if (failure.fields.username) return { ofField: t("usernameMalformed") };
		if (failure.code !== "rate_limited" || !failure.retryAfterMs || failure.retryAfterMs < 3_600_000)
			return { ofForm: errorText(failure) };
		const date = format.dateTime(new Date(Date.now() + failure.retryAfterMs), { dateStyle: "long" });
		return { ofForm: t("usernameWait", { date }) };
	};
}
