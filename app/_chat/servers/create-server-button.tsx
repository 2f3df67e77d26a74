"use client";

import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Tooltip } from "@/app/_ui/tooltip";
import { CreateServerDialog } from "./create-server-dialog.lazy";

export function CreateServerButton({ primary = false, children }: { primary?: boolean; children?: ReactNode }) {
	const t = useTranslations("shell");
	const [open, setOpen] = useState(false);
	if (useViewer()?.canCreateServers === false) return null;
	return (
		<>
			<Button variant={primary ? "primary" : "secondary"} onClick={() => setOpen(true)}>
				<Plus size="1rem" aria-hidden="true" />
				{children ?? t("createServer")}
			</Button>
			{open && <CreateServerDialog open onOpenChange={setOpen} />}
		</>
	);
}

export function CreateServerRailButton() {
	const t = useTranslations("shell");
	const [open, setOpen] = useState(false);
	if (useViewer()?.canCreateServers === false) return null;
	return (
		<>
			<Tooltip label={t("createServer")} side="right">
				<button
					type="button"
					aria-label={t("createServer")}
					onClick={() => setOpen(true)}
					className="grid size-10 shrink-0 place-items-center rounded-lg text-text-muted transition-colors hover:bg-canvas-hover hover:text-text max-md:size-11"
				>
					<Plus size="1.25rem" strokeWidth={1.75} aria-hidden="true" />
				</button>
			</Tooltip>
			{open && <CreateServerDialog open onOpenChange={setOpen} />}
		</>
	);
}
