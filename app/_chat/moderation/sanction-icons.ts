import { Ban, Clock, type LucideIcon, TriangleAlert, UserMinus } from "lucide-react";
import type { SanctionKind } from "@/lib/realtime/protocol";

export const sanctionIcons: Record<SanctionKind, LucideIcon> = {
	warn: TriangleAlert,
	timeout: Clock,
	kick: UserMinus,
	ban: Ban,
};
