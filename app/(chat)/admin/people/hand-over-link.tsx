"use client";

import { useState } from "react";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { DialogActions } from "@/app/_ui/dialog";
import { TextField } from "@/app/_ui/text-field";

/** A link that is shown once, to be handed to its user. */
export function HandOverLink({ link, name, onClose }: { link: string; name: string; onClose: () => void }) {
	const t = useTranslations("admin.people");
	const [isCopied, setCopied] = useState<boolean | null>(null);
	return (
		<div className="grid gap-4">
			<TextField
				label={t("link", { name })}
				hint={t("linkHint")}
				readOnly
				autoFocus
				value={link}
				onFocus={({ target }) => target.select()}
			/>
			{isCopied !== null && (
				<Alert tone={isCopied ? "success" : "danger"}>{t(isCopied ? "copied" : "notCopied")}</Alert>
			)}
			<DialogActions>
				<Button onClick={onClose}>{t("close")}</Button>
				<Button variant="primary" onClick={async () => setCopied(await copyToClipboard(link))}>
					{t("copy")}
				</Button>
			</DialogActions>
		</div>
	);
}
