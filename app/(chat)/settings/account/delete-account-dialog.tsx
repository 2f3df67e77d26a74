"use client";

import { useState } from "react";
import { useFormatter } from "use-intl/react";
import { useReauthentication } from "@/app/_chat/settings/use-reauthentication";
import { Link } from "@/app/_chat/shell/link";
import { useWipeSession } from "@/app/_chat/shell/use-sign-out";
import { rememberDeletion } from "@/app/_client/account/remembered-deletion";
import { type ApiError, api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { serverSettingsPath } from "@/app/_client/paths";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { Switch } from "@/app/_ui/switch";

const undoDays = 14;

/** Explains the deletion, and until when it can be undone, before the user asks for it. */
export function DeleteAccountDialog({ onClose }: { onClose: () => void }) {
	const t = useTranslations("accountDeletion");
	const format = useFormatter();
	const wipe = useWipeSession();
	const { withProof, dialog } = useReauthentication();
	const [alsoMessages, setAlsoMessages] = useState(false);
	const [final] = useState(() => new Date(Date.now() + undoDays * 86_400_000));
	const { busy, failure, submit } = useSubmit(async () => {
		const { deletesAt } = await withProof(() =>
			api.post<{ deletesAt: string }>("/api/account/delete", { alsoMessages }),
		);
		rememberDeletion(deletesAt);
		await wipe();
		location.assign("/login");
		// Stays busy until the next page is here.
		await new Promise(() => {});
	});
	const date = format.dateTime(final, { dateStyle: "long" });
	const facts = [
		t("now"),
		t("undo", { date }),
		t("profile"),
		t(alsoMessages ? "messagesGo" : "messagesStay"),
		t("reactions"),
		t("username"),
		t("backups"),
	];
	return (
		<Dialog open onOpenChange={(next) => !next && !busy && onClose()} title={t("heading")} width="max-w-130">
			<ul className="grid list-disc gap-1.5 ps-5 text-text-muted">
				{facts.map((fact) => (
					<li key={fact}>{fact}</li>
				))}
			</ul>
			<div className="mt-5 rounded-[10px] border px-3 py-2.5">
				<Switch
					label={t("alsoMessages")}
					text={t("alsoMessagesText")}
					checked={alsoMessages}
					disabled={busy}
					onChange={setAlsoMessages}
				/>
			</div>
			{failure && (
				<div className="mt-4">
					<Refusal failure={failure} />
				</div>
			)}
			<DialogActions>
				<Button variant="ghost" onClick={onClose}>
					{t("cancel")}
				</Button>
				<Button variant="danger" busy={busy} busyLabel={t("deleting")} onClick={() => void submit()}>
					{t("confirm")}
				</Button>
			</DialogActions>
			{dialog}
		</Dialog>
	);
}

function Refusal({ failure }: { failure: ApiError }) {
	const t = useTranslations("accountDeletion");
	const errorText = useErrorMessage();
	const owned = failure.wire.servers ?? [];
	if (failure.code === "forbidden") return <Alert tone="danger">{t("onlyAdministrator")}</Alert>;
	if (owned.length === 0) return <Alert tone="danger">{errorText(failure)}</Alert>;
	return (
		<Alert tone="danger">
			{t("ownsServers")}
			<ul className="mt-1.5 grid gap-1">
				{owned.map(({ id, name }) => (
					<li key={id}>
						<Link href={serverSettingsPath(id, "/danger")} className="font-semibold underline wrap-anywhere">
							<bdi>{name}</bdi>
						</Link>
					</li>
				))}
			</ul>
		</Alert>
	);
}
