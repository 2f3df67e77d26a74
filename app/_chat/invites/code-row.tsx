"use client";

import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { asApiError } from "@/app/_client/api";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { useToast } from "@/app/_ui/toast";

type Props = {
	code: string;
	linkOf: (code: string) => string;
	revoke: () => Promise<unknown>;
	/** Also called if the code was revoked already. */
	onRevoked: () => void;
	/** The messages after the link is copied and after the code is revoked. */
	texts: { copied: string; revoked: string };
	children: ReactNode;
};

/** A code that lets users in, with its facts and the buttons that copy its link and revoke it. */
export function CodeRow({ code, linkOf, revoke, onRevoked, texts, children }: Props) {
	const t = useTranslations("invites");
	const toast = useToast();
	const errorText = useErrorMessage();
	const copy = async () => {
		const isCopied = await copyToClipboard(linkOf(code));
		toast(isCopied ? { text: texts.copied } : { text: t("copyFailed"), tone: "error" });
	};
	const { busy, submit } = useSubmit(async () => {
		try {
			await revoke();
			toast({ text: texts.revoked });
		} catch (error) {
			if (asApiError(error).code !== "invite_not_found") return toast({ tone: "error", text: errorText(error) });
		}
		onRevoked();
	});
	return (
		<li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
			<div className="min-w-0 flex-1 basis-40">
				<p dir="ltr" className="truncate font-mono text-sm font-semibold [text-align:start]">
					{code}
				</p>
				{children}
			</div>
			<div className="ms-auto flex shrink-0 items-center gap-1">
				<IconButton label={t("copyLink", { code })} onClick={copy}>
					<Copy size="1rem" aria-hidden="true" />
				</IconButton>
				<Button
					size="small"
					busy={busy}
					busyLabel={t("revoking")}
					aria-label={t("revokeFor", { code })}
					onClick={() => void submit()}
				>
					{t("revoke")}
				</Button>
			</div>
		</li>
	);
}
