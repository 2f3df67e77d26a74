"use client";

import { type FormEvent, useState } from "react";
import { useSWRConfig } from "swr";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { mineKey } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { Server } from "@/lib/realtime/protocol";

/** An irreversible deletion asks for the exact name. */
export function DeleteServerForm({ server }: { server: Server }) {
	const t = useTranslations("serverSettings");
	const members = useTranslations("common")("members", { count: server.memberCount });
	const errorText = useErrorMessage();
	const toast = useToast();
	const navigate = useNavigate();
	const { mutate } = useSWRConfig();
	const [typed, setTyped] = useState("");
	const { busy, failure, submit } = useSubmit(async () => {
		await api.delete(`/api/servers/${server.id}`);
		toast({ text: t("deleted", { name: server.name }) });
		navigate("/");
		await mutate(mineKey);
	});
	const matches = typed.trim() === server.name;
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (matches) void submit();
	};
	return (
		<SettingsSection title={t("deleteHeading", { name: server.name })} text={t("deleteText", { members })}>
			<form noValidate onSubmit={onSubmit} className="grid max-w-100 gap-4">
				<TextField
					label={
						<span dir="auto" className="font-normal wrap-anywhere">
							{t.rich("deleteConfirm", { name: server.name, b: (chunks) => <b>{chunks}</b> })}
						</span>
					}
					autoComplete="off"
					spellCheck={false}
					value={typed}
					onChange={(event) => setTyped(event.target.value)}
				/>
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
				<div>
					<Button type="submit" variant="danger" disabled={!matches} busy={busy} busyLabel={t("deleting")}>
						{t("deleteAction")}
					</Button>
				</div>
			</form>
		</SettingsSection>
	);
}
