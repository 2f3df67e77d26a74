"use client";

import { Printer } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { CopyButton } from "./copy-button";

type Props = { username: string; codes: string[]; onClose: () => void };

/** The recovery codes, once: the server cannot show them again. Printing puts them alone on paper. */
export function RecoveryCodesDialog({ username, codes, onClose }: Props) {
	const t = useTranslations("twoStep");
	return (
		<Dialog open dirty onOpenChange={(next) => !next && onClose()} title={t("codesTitle")} text={t("codesText")}>
			<div data-recovery-codes="">
				<p dir="auto" className="hidden font-semibold print:block">
					{location.host} · {t("codesFor", { username })}
				</p>
				<ol dir="ltr" className="grid gap-1.5 font-mono text-sm">
					{codes.map((code) => (
						<li key={code}>{code}</li>
					))}
				</ol>
			</div>
			<div className="mt-4 flex flex-wrap gap-2">
				<CopyButton text={codes.join("\n")}>{t("copyCodes")}</CopyButton>
				<Button size="small" onClick={() => print()}>
					<Printer size="0.875rem" aria-hidden="true" />
					{t("print")}
				</Button>
			</div>
			<DialogActions>
				<Button variant="primary" onClick={onClose}>
					{t("done")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
