"use client";

import { Fingerprint } from "lucide-react";
import { useState } from "react";
import useSWR from "swr";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useReauthentication } from "@/app/_chat/settings/use-reauthentication";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { api } from "@/app/_client/api";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useShortTime } from "@/app/_client/use-short-time";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { lazy } from "@/app/_ui/lazy";
import { useToast } from "@/app/_ui/toast";
import type { Passkey } from "@/lib/realtime/protocol";

const AddDialog = lazy(() => import("./add-passkey-dialog").then((module) => module.AddPasskeyDialog));
const RenameDialog = lazy(() => import("./rename-passkey-dialog").then((module) => module.RenamePasskeyDialog));
const QuestionDialog = lazy(() =>
	import("../second-factors/two-step-question").then((module) => module.QuestionDialog),
);

type Passkeys = { passkeys: Passkey[] };
type Props = { first: Passkeys; isAvailable: boolean };

/** The passkeys of the viewer. Where browsers allow none, the text says what the operator has to set. */
export function PasskeysSection({ first, isAvailable }: Props) {
	const t = useTranslations("passkeys");
	const toast = useToast();
	const { data = first, error, mutate } = useSWR<Passkeys>("/api/account/passkeys", { fallbackData: first });
	const [open, setOpen] = useState<{ act: "add" } | { act: "rename" | "remove"; passkey: Passkey } | null>(null);
	const { withProof, dialog } = useReauthentication();
	const close = () => setOpen(null);
	const onDone = (done: "added" | "renamed") => async () => {
		close();
		toast({ text: t(done) });
		await mutate();
	};
	const remove = async ({ id, name }: Passkey) => {
		await withProof(() => api.delete(`/api/account/passkeys/${id}`));
		close();
		toast({ text: t("removed", { name }) });
		await mutate();
	};
	return (
		<SettingsSection title={t("title")} text={t(isAvailable ? "text" : "unavailable")}>
			<div className="grid gap-4">
				{data.passkeys.length > 0 && (
					<ul className="divide-y border-y">
						{data.passkeys.map((passkey) => (
							<PasskeyRow key={passkey.id} passkey={passkey} onAct={(act) => setOpen({ act, passkey })} />
						))}
					</ul>
				)}
				{error !== undefined && <LoadFailure error={error} onRetry={() => mutate()} />}
				{isAvailable && (
					<div>
						<Button onClick={() => setOpen({ act: "add" })}>{t("add")}</Button>
					</div>
				)}
			</div>
			{open?.act === "add" && <AddDialog withProof={withProof} onClose={close} onAdded={onDone("added")} />}
			{open?.act === "rename" && <RenameDialog passkey={open.passkey} onClose={close} onRenamed={onDone("renamed")} />}
			{open?.act === "remove" && (
				<QuestionDialog
					title={t("removeTitle", { name: open.passkey.name })}
					text={t("removeText")}
					yes={t("remove")}
					act={() => remove(open.passkey)}
					onClose={close}
				/>
			)}
			{dialog}
		</SettingsSection>
	);
}

type RowProps = { passkey: Passkey; onAct: (act: "rename" | "remove") => void };

function PasskeyRow({ passkey, onAct }: RowProps) {
	const t = useTranslations("passkeys");
	const { clock } = useDateFormat();
	const short = useShortTime();
	const { name, createdAt, lastUsedAt } = passkey;
	const used = lastUsedAt ? t("used", { time: short(lastUsedAt) }) : t("unused");
	return (
		<li className="flex flex-wrap items-center gap-3 py-3">
			<Fingerprint size="1.25rem" aria-hidden="true" className="shrink-0 text-text-muted" />
			<div className="min-w-0 flex-1 basis-48">
				<p dir="auto" className="font-semibold wrap-anywhere">
					<bdi>{name}</bdi>
				</p>
				<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
					{`${t("since", { date: clock.date(createdAt) })} · ${used}`}
				</p>
			</div>
			<div className="flex gap-3 max-sm:w-full max-sm:ps-8">
				<Button size="small" aria-label={t("renameName", { name })} onClick={() => onAct("rename")}>
					{t("rename")}
				</Button>
				<Button size="small" aria-label={t("removeName", { name })} onClick={() => onAct("remove")}>
					{t("remove")}
				</Button>
			</div>
		</li>
	);
}
