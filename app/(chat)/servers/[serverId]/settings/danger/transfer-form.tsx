"use client";

import { type FormEvent, useState } from "react";
import { useSWRConfig } from "swr";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useReauthentication } from "@/app/_chat/settings/use-reauthentication";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { serverPath } from "@/app/_client/paths";
import { mineKey } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { Server } from "@/lib/realtime/protocol";

/** Hands the server over to a member. It needs a proof of identity, because only the new owner can give it back. */
export function TransferForm({ server }: { server: Server }) {
	const t = useTranslations("serverSettings");
	const errorText = useErrorMessage();
	const toast = useToast();
	const navigate = useNavigate();
	const { mutate } = useSWRConfig();
	const [typed, setTyped] = useState("");
	const { withProof, dialog } = useReauthentication();
	const username = typed.trim().replace(/^@/, "");
	const { busy, failure, submit } = useSubmit(async () => {
		await withProof(() => api.put(`/api/servers/${server.id}/owner`, { username }));
		toast({ text: t("transferred", { name: server.name, username }) });
		navigate(serverPath(server.id));
		await mutate(mineKey);
	});
	const isUnknown = failure?.code === "user_not_found" || failure?.code === "not_member";
	const usernameError = isUnknown ? t("noMember", { username, name: server.name }) : failure?.fields.username;
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (username) void submit();
	};
	return (
		<SettingsSection title={t("transferHeading", { name: server.name })} text={t("transferText")}>
			<form noValidate onSubmit={onSubmit} className="grid max-w-100 gap-4">
				<TextField
					label={t("transferTo")}
					hint={t("transferHint")}
					autoComplete="off"
					autoCapitalize="none"
					spellCheck={false}
					value={typed}
					onChange={(event) => setTyped(event.target.value)}
					error={usernameError}
				/>
				{failure && !usernameError && failure.code !== "reauthentication_required" && (
					<Alert tone="danger">{errorText(failure)}</Alert>
				)}
				<div>
					<Button type="submit" variant="dangerOutline" disabled={!username} busy={busy} busyLabel={t("transferring")}>
						{t("transferAction")}
					</Button>
				</div>
			</form>
			{dialog}
		</SettingsSection>
	);
}
