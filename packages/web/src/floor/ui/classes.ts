import bench from './bench.module.css';
import floor from './floor.module.css';

/** The floor's look: the handheld's sheet and the pack bench's, which share no name. */
export default { ...floor, ...bench };
