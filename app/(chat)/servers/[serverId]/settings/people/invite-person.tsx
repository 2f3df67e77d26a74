"use client";

import { type FormEvent, useState } from "react";
import { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";
import type { Server } from "@/lib/realtime/protocol";
import { sentKey } from "./sent-invitations";

/** Invites a user by name. Reports a user who is a member already. */
export function InvitePerson({ server }: { server: Server }) {
	const t = useTranslations("serverSettings");
	const errorText = useErrorMessage();
	const { mutate } = useSWRConfig();
	const [typed, setTyped] = useState("");
	const [done, setDone] = useState<string>();
	const username = typed.trim().replace(/^@/, "");
	const { busy, failure, submit } = useSubmit(async () => {
		setDone(undefined);
		const answer = await api.put<{ invited: true } | undefined>(
			`/api/servers/${server.id}/members/${encodeURIComponent(username)}`,
		);
		setDone(t(answer?.invited ? "invited" : "memberAlready", { username, name: server.name }));
		setTyped("");
		void mutate(sentKey(server.id));
	});
	const refusal = () => {
		if (!failure) return undefined;
		return failure.code === "user_not_found" ? t("nobody", { username }) : errorText(failure);
	};
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (username) void submit();
	};
	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-3">
			<div className="flex flex-wrap items-start gap-2.5">
				<div className="min-w-0 flex-1 basis-60">
					<TextField
						label={t("addLabel")}
						autoComplete="off"
						autoCapitalize="none"
						spellCheck={false}
						value={typed}
						onChange={(event) => setTyped(event.target.value)}
						error={refusal()}
					/>
				</div>
				<Button type="submit" variant="primary" className="mt-6 h-10" busy={busy} busyLabel={t("inviting")}>
					{t("inviteAction")}
				</Button>
			</div>
			{done && <Alert tone="success">{done}</Alert>}
		</form>
	);
}
