/** The plug-in for JDK Mission Control: rules about the agent's events; the pages are described in {@code pages.xml}. */
package io.pageconsistency.jmc;
