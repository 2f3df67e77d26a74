import { Ban, Clock, type LucideIcon, MessageSquareX, TriangleAlert, UserMinus } from "lucide-react";
import type { ActionKind } from "@/lib/realtime/protocol";

export const sanctionIcons: Record<ActionKind, LucideIcon> = {
	warn: TriangleAlert,
	timeout: Clock,
	kick: UserMinus,
	ban: Ban,
	removal: MessageSquareX,
};
