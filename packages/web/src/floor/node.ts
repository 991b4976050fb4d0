import type { Me } from '@quayside/contract';
import { useCallback, useState } from 'react';

export type FloorNode = Me['nodes'][number];

const STORAGE_KEY = 'quayside.floor-node';

function kept(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    // Storage may be forbidden: the node is asked for again.
    return null;
  }
}

function keep(nodeId: string | null): void {
  try {
    if (nodeId === null) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, nodeId);
  } catch {
    // Not kept, but chosen for now.
  }
}

/** Nodes with bins: simple nodes ship from the desk with one click and have no floor work. */
export function floorNodes(nodes: readonly FloorNode[]): FloorNode[] {
  return nodes.filter((node) => node.mode === 'directed');
}

/** The node a person works in: what this device remembers, or the only one there is. */
export function chosenNode(nodes: readonly FloorNode[], keptId: string | null): FloorNode | null {
  const remembered = nodes.find((node) => node.nodeId === keptId);
  if (remembered !== undefined) return remembered;
  return nodes.length === 1 ? (nodes[0] ?? null) : null;
}

/** The node of this device, and how to choose another. */
export function useNode(me: Me) {
  const [keptId, setKeptId] = useState(kept);
  const nodes = floorNodes(me.nodes);
  const choose = useCallback((nodeId: string | null) => {
    keep(nodeId);
    setKeptId(nodeId);
  }, []);
  return { nodes, node: chosenNode(nodes, keptId), choose };
}
