/** Makes memory inaccessible while it is free. Begin at {@link io.pageconsistency.fence.Fences}. */
package io.pageconsistency.fence;
