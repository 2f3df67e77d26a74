"use client";

import { QrCode as QrIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { defaultChoice, expiryChoices, useChoices } from "@/app/_client/invites/invite-choice";
import { inviteLink, useInviteLink } from "@/app/_client/invites/use-invite-link";
import { serverSettingsPath } from "@/app/_client/paths";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { controlClass } from "@/app/_ui/field";
import { lazy } from "@/app/_ui/lazy";
import { Select } from "@/app/_ui/select";
import { Skeleton } from "@/app/_ui/skeleton";
import { Link } from "../shell/link";

const QrCode = lazy(() => import("./qr-code").then((module) => module.QrCode));

type Props = {
	server: { id: number; name: string };
	/** Opened in the settings, to which it otherwise leads. */
	isInSettings?: boolean;
	onClose: () => void;
};

/** Makes an invite link with the chosen settings, to copy or to scan. */
export function InviteDialog({ server, isInSettings = false, onClose }: Props) {
	const t = useTranslations("invites");
	const [choice, setChoice] = useState(defaultChoice);
	const { invite, error, again } = useInviteLink(server.id, choice);
	const link = invite && inviteLink(invite.code);
	const [hasQr, setQr] = useState(false);
	return (
		<Dialog
			open
			onOpenChange={onClose}
			title={t("heading")}
			text={t(invite?.needsApproval ? "textApproval" : "text", { name: server.name })}
		>
			<div className="grid gap-4">
				{error === undefined ? <LinkField link={link} /> : <LinkFailure error={error} onRetry={again} />}
				<div className="grid gap-3 sm:grid-cols-2">
					<Select
						label={t("expires")}
						value={choice.expiresInSeconds ?? ""}
						onChange={({ target }) => setChoice({ ...choice, expiresInSeconds: Number(target.value) || null })}
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
						onChange={({ target }) => setChoice({ ...choice, maxUses: Number(target.value) || null })}
					>
						{useChoices.map((uses) => (
							<option key={uses} value={uses ?? ""}>
								{uses === null ? t("unlimited") : t("useCount", { count: uses })}
							</option>
						))}
					</Select>
				</div>
				<div className="flex flex-wrap items-center justify-between gap-2">
					<Button size="small" aria-expanded={hasQr} onClick={() => setQr(!hasQr)}>
						<QrIcon size="1rem" aria-hidden="true" />
						{hasQr ? t("hideQr") : t("showQr")}
					</Button>
					{!isInSettings && (
						<Link
							href={serverSettingsPath(server.id, "/invites")}
							onClick={onClose}
							className="link text-meta max-md:py-3"
						>
							{t("editInSettings")}
						</Link>
					)}
				</div>
				{hasQr && error === undefined && (
					<div className="grid min-h-48 justify-center">
						{link ? (
							<QrCode link={link} label={t("qrLabel", { name: server.name })} fallback={<QrSkeleton />} />
						) : (
							<QrSkeleton />
						)}
					</div>
				)}
			</div>
		</Dialog>
	);
}

const QrSkeleton = () => <Skeleton className="size-48 rounded-md" />;

const copiedMs = 2000;

function LinkField({ link }: { link: string | undefined }) {
	const t = useTranslations("invites");
	const [copied, setCopied] = useState<"copied" | "failed" | null>(null);
	useEffect(() => {
		if (copied === null) return;
		const timer = setTimeout(() => setCopied(null), copiedMs);
		return () => clearTimeout(timer);
	}, [copied]);
	const copy = async () => {
		if (link) setCopied((await copyToClipboard(link)) ? "copied" : "failed");
	};
	return (
		<div>
			<div className="flex gap-2">
				{link ? (
					<input
						readOnly
						dir="ltr"
						aria-label={t("link")}
						value={link}
						onFocus={(event) => event.currentTarget.select()}
						className={controlClass(false, "h-10 min-w-0 flex-1 truncate px-3 max-md:h-11")}
					/>
				) : (
					<Skeleton className="h-10 flex-1 rounded-md max-md:h-11" />
				)}
				<Button variant="primary" disabled={!link} className="h-10 min-w-24" onClick={copy}>
					{copied === "copied" ? t("copied") : t("copy")}
				</Button>
			</div>
			<p role="status" className={copied === "failed" ? "mt-1.5 text-meta text-danger-text" : "sr-only"}>
				{!link && t("making")}
				{copied && t(copied === "copied" ? "copiedStatus" : "copyFailed")}
			</p>
		</div>
	);
}

function LinkFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
	const t = useTranslations("invites");
	const errorText = useErrorMessage();
	return (
		<div className="grid justify-items-start gap-2">
			<Alert tone="danger">
				{t("makeFailed")} {errorText(error)}
			</Alert>
			<Button size="small" onClick={onRetry}>
				{t("tryAgain")}
			</Button>
		</div>
	);
}
