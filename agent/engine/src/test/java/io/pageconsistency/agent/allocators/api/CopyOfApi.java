package io.pageconsistency.agent.allocators.api;

import java.io.IOException;
import java.io.InputStream;

/** A class loader that has its own copy of the API, and of a pool that uses it. */
final class CopyOfApi extends ClassLoader {
    CopyOfApi(String name) {
        super(name, CopyOfApi.class.getClassLoader());
    }

    Pages pool(String name) throws ReflectiveOperationException {
        return (Pages) loadClass(ToldPages.class.getName()).getConstructor(String.class).newInstance(name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean own = name.startsWith("io.pageconsistency.api.") || name.equals(ToldPages.class.getName());
        if (!own) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            byte[] bytes = file.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
