# Packs Natural Earth admin-0 polygons: shared borders simplified alike, deltas in printable base 64.
import json,sys
src,dst,tol=sys.argv[1],sys.argv[2],float(sys.argv[3])
Q=0.02
d=json.load(open(src))
rings=[]
for f in d['features']:
    if f['properties']['iso_a3']=='ATA': continue
    g=f['geometry']; ps=g['coordinates'] if g['type']=='MultiPolygon' else [g['coordinates']]
    for p in ps:
        for ring in p:
            r=[]
            for x,y in ring:
                c=(round(x/Q),round(y/Q))
                if not r or r[-1]!=c: r.append(c)
            if r[0]==r[-1]: r.pop()
            if len(r)<3: continue
            rings.append(r)
nb={}
for r in rings:
    for i,c in enumerate(r):
        s=nb.setdefault(c,set()); s.add(r[i-1]); s.add(r[(i+1)%len(r)])
node=lambda c: len(nb[c])!=2
def dp(a):
    if len(a)<3: return a
    keep=[False]*len(a); keep[0]=keep[-1]=True
    st=[(0,len(a)-1)]
    t=(tol/Q)**2
    while st:
        i,j=st.pop()
        if j-i<2: continue
        (x0,y0),(x1,y1)=a[i],a[j]; dx,dy=x1-x0,y1-y0; L=dx*dx+dy*dy
        best,bk=-1,None
        for k in range(i+1,j):
            x,y=a[k]
            u=0 if L==0 else max(0,min(1,((x-x0)*dx+(y-y0)*dy)/L))
            e=(x-x0-u*dx)**2+(y-y0-u*dy)**2
            if e>best: best,bk=e,k
        if best>t: keep[bk]=True; st+= [(i,bk),(bk,j)]
    return [c for c,k in zip(a,keep) if k]
out=[]
for r in rings:
    n=len(r); a=abs(sum(r[i-1][0]*r[i][1]-r[i][0]*r[i-1][1] for i in range(n)))/2*Q*Q
    if a<0.004: continue
    starts=[i for i in range(n) if node(r[i])]
    if not starts:
        k=min(range(n),key=lambda i:r[i]); far=max(range(n),key=lambda i:((r[i][0]-r[k][0])**2+(r[i][1]-r[k][1])**2,r[i]))
        starts=sorted({k,far})
    pts=[]
    for i,s in enumerate(starts):
        e=starts[(i+1)%len(starts)]
        arc=[r[k%n] for k in range(s,(e if e>s else e+n)+1)]
        rev=arc[0]>arc[-1] or (arc[0]==arc[-1] and arc[1]>arc[-2])
        b=dp(arc[::-1] if rev else arc); b=b[::-1] if rev else b
        pts+=b[:-1]
    if len(pts)>=3: out.append(pts)
A="".join(chr(c) for c in range(35,127) if chr(c)!='\\')[:64]
assert len(A)==64
def num(v):
    z=(v<<1)^(v>>63); s=""
    while z>=32: s+=A[32+(z&31)]; z>>=5
    return s+A[z]
txt=[]
for r in out:
    px=py=0; s=num(len(r))
    for x,y in r: s+=num(x-px)+num(y-py); px,py=x,y
    txt.append(s)
t="".join(txt)
print(len(out),sum(map(len,out)),len(t))
lines=[t[i:i+104] for i in range(0,len(t),104)]
open(dst,'w').write("\n".join(lines)+"\n")
