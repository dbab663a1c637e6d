import { nodeLabel, nodeLabelStyle } from './dialog';
import type { NodeDefinition } from './editor-api';

/** What a node is called in the palette and on the workspace; a node that says more has a `label` of its own. */
export const nodeTexts: Pick<NodeDefinition, 'paletteLabel' | 'label' | 'labelStyle'> = {
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    return nodeLabel(this);
  },
  labelStyle() {
    return nodeLabelStyle(this);
  },
};

/** What the tooltip of the only input says. */
export const inputText: Pick<NodeDefinition, 'inputLabels'> = {
  inputLabels() {
    return this._('node.input');
  },
};

/** What the tooltip of the only output says. */
export const outputText: Pick<NodeDefinition, 'outputLabels'> = {
  outputLabels() {
    return this._('node.output');
  },
};
