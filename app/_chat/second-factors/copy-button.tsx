"use client";

import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";

export function CopyButton({ text, children }: { text: string; children: ReactNode }) {
	const t = useTranslations("twoStep");
	const toast = useToast();
	const copy = async () => {
		const isDone = await copyToClipboard(text);
		toast(isDone ? { text: t("copied") } : { tone: "error", text: t("copyFailed") });
	};
	return (
		<Button size="small" onClick={() => void copy()}>
			<Copy size="0.875rem" aria-hidden="true" />
			{children}
		</Button>
	);
}
