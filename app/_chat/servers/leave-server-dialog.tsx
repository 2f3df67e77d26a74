"use client";

import { usePathname } from "next/navigation";
import { useState } from "react";
import { asApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { isInServer, serverPath } from "@/app/_client/paths";
import { useMembership } from "@/app/_client/servers/use-membership";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { useToast } from "@/app/_ui/toast";
import type { Server } from "@/lib/realtime/protocol";

type Props = {
	server: Pick<Server, "id" | "name" | "visibility">;
	open: boolean;
	onOpenChange: (open: boolean) => void;
};

export function LeaveServerDialog({ server, open, onOpenChange }: Props) {
	const t = useTranslations("server");
	const errorText = useErrorMessage();
	const toast = useToast();
	const navigate = useNavigate();
	const pathname = usePathname();
	const { joinServer, leaveServer } = useMembership(server.id);
	const [busy, setBusy] = useState(false);
	const [refusal, setRefusal] = useState<string>();
	const isPublic = server.visibility === "public";

	const rejoin = () =>
		joinServer().catch((error: unknown) => toast({ text: `${t("joinFailed")} ${errorText(error)}`, tone: "error" }));
	const leave = async () => {
		setBusy(true);
		setRefusal(undefined);
		try {
			await leaveServer();
			onOpenChange(false);
			toast({
				text: t("left", { name: server.name }),
				action: isPublic ? { label: t("rejoin"), run: rejoin } : undefined,
			});
			if (isInServer(pathname, server.id)) navigate(isPublic ? serverPath(server.id) : "/");
		} catch (error) {
			const { code } = asApiError(error);
			setRefusal(code === "owner_cannot_leave" ? t("ownerCannotLeave") : `${t("leaveFailed")} ${errorText(error)}`);
		} finally {
			setBusy(false);
		}
	};

	return (
		<Dialog
			question
			open={open}
			onOpenChange={(next) => !busy && onOpenChange(next)}
			title={t("leaveHeading", { name: server.name })}
			text={isPublic ? t("leaveText") : t("leavePrivateText")}
		>
			{refusal && <Alert tone="danger">{refusal}</Alert>}
			<DialogActions>
				<Button onClick={() => onOpenChange(false)}>{t("stay")}</Button>
				<Button variant="danger" busy={busy} busyLabel={t("leaving")} onClick={leave}>
					{t("leaveAction")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
