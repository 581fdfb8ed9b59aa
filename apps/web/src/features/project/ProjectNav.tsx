"use client";

import { ChartSpline, Database, Workflow } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "../../ui/cn.ts";
import { datasetsPath, experimentsPath, modelPath, projectPath } from "./projectPaths.ts";

interface ProjectNavProps {
  readonly projectId: string;
  /** The model that "Modeling" leads to; without it the project opens its first model. */
  readonly modelId?: string;
  /** Icons only; the names stay for screen readers and as tooltips. For the narrow top bar of the Modeling view. */
  readonly isCompact?: boolean;
}

/** The three rooms of a project. Every screen of a project shows it. */
export function ProjectNav({ projectId, modelId, isCompact = false }: ProjectNavProps): ReactNode {
  const pathname = usePathname();
  const home = projectPath(projectId);
  const rooms = [
    { label: "Datasets", icon: Database, href: datasetsPath(projectId), isHere: pathname.startsWith(`${home}/datasets`) },
    {
      label: "Modeling",
      icon: Workflow,
      href: modelId === undefined ? home : modelPath(projectId, modelId),
      isHere: pathname === home || pathname.startsWith(`${home}/models`),
    },
    {
      label: "Experiments",
      icon: ChartSpline,
      href: experimentsPath(projectId),
      isHere: pathname.startsWith(`${home}/experiments`),
    },
  ];
  return (
    <nav aria-label="Project" className="flex items-center gap-1">
      {rooms.map(({ label, icon: Icon, href, isHere }) => (
        <Link
          key={label}
          href={href}
          aria-current={isHere ? "page" : undefined}
          title={isCompact ? label : undefined}
          className={cn(
            "flex h-8 items-center gap-1.5 rounded-md px-2 transition-colors duration-100",
            isHere ? "bg-selected font-medium text-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
          )}
        >
          <Icon aria-hidden="true" className="size-4" />
          <span className={isCompact ? "sr-only" : "max-sm:sr-only"}>{label}</span>
        </Link>
      ))}
    </nav>
  );
}
