import {
	BookOpen,
	ChefHat,
	Cpu,
	Dices,
	FlaskConical,
	Hammer,
	Languages,
	type LucideIcon,
	MapPin,
	Music,
	PenTool,
	Shapes,
	TentTree,
} from "lucide-react";

const icons: Record<string, LucideIcon> = {
	making: Hammer,
	technology: Cpu,
	games: Dices,
	outdoors: TentTree,
	science: FlaskConical,
	music: Music,
	food: ChefHat,
	"art-and-writing": PenTool,
	local: MapPin,
	languages: Languages,
	study: BookOpen,
};

/** A category added by an instance gets a plain shape. */
export function CategoryIcon({ slug }: { slug: string }) {
	const Icon = icons[slug] ?? Shapes;
	return <Icon size="1rem" aria-hidden="true" />;
}
